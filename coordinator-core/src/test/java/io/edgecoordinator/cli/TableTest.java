package io.edgecoordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void alignsColumnsAndCutsTheLast() {
    Table table = new Table("NAME", "TEXT");
    table.add("a", "short");
    table.addNote("  a note as long as it likes to be");
    table.add("longer", "x".repeat(200));

    StringWriter out = new StringWriter();
    table.print(new PrintWriter(out, true));

    assertThat(out.toString().lines())
        .containsExactly(
            "NAME    TEXT",
            "a       short",
            "  a note as long as it likes to be",
            "longer  " + "x".repeat(91) + "…");
  }
}
