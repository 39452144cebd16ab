package io.edgecoordinator.task.worker;

import java.io.InputStream;
import java.io.OutputStream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.FileSystem;
import org.graalvm.polyglot.io.IOAccess;

/**
 * A context in which Python has started and the prelude is read, for whichever task comes next.
 *
 * @param context the context
 * @param files where the task's files are to be shown
 * @param start the prelude's function that makes {@code context} and the rest
 */
record PreparedPython(Context context, PythonFileSystem files, Value start) {

  static PreparedPython make(Engine engine, Source prelude) {
    PythonFileSystem files = new PythonFileSystem();
    Context context =
        Context.newBuilder("python")
            .engine(engine)
            .sandbox(SandboxPolicy.CONSTRAINED)
            .in(InputStream.nullInputStream())
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .allowIO(
                IOAccess.newBuilder()
                    .fileSystem(FileSystem.allowInternalResourceAccess(files))
                    .build())
            .build();
    context.eval(prelude);
    return new PreparedPython(
        context, files, context.getBindings("python").getMember("__prelude__"));
  }
}
