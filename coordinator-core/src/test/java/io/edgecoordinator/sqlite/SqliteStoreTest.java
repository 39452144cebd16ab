package io.edgecoordinator.sqlite;

import io.edgecoordinator.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** {@link SqliteStore} keeps what a store promises. */
class SqliteStoreTest extends StoreContract {

  @TempDir Path folder;
  private final List<SqliteStore> stores = new ArrayList<>();

  @Override
  SqliteStore open() throws Exception {
    SqliteStore store =
        loop.await(() -> SqliteStore.open(loop.context, folder, StoreLimits.DEFAULT));
    stores.add(store);
    return store;
  }

  @Override
  void close(Store store) throws Exception {
    loop.await(((SqliteStore) store)::close);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (SqliteStore store : stores) {
      close(store);
    }
    loop.close();
  }
}
