package io.edgecoordinator.flow;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelOptions;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import dev.cel.runtime.standard.AddOperator.AddOverload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * CEL as rows speak it: its standard functions, macros, optional values and those of the extensions
 * for text and mathematics that cannot make much out of little; arithmetic that mixes whole numbers
 * and others, as JSON does. Loading it takes some hundred milliseconds, so a table without
 * expressions does not touch it.
 */
final class CelEnvironment {

  /** The most turns all loops of one evaluation may take together. */
  static final int MAX_ITERATIONS = 10_000;

  /** The longest text, in characters or bytes, and the longest list that {@code +} may make. */
  static final int MAX_SUM = 1 << 18;

  private static final int MAX_SOURCE = 10_000;
  private static final int MAX_REGEX = 5_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .comprehensionMaxIterations(MAX_ITERATIONS)
          .maxExpressionCodePointSize(MAX_SOURCE)
          .maxRegexProgramSize(MAX_REGEX)
          .build();

  private static final CelStringExtensions STRINGS =
      // join and replace are left out: a short payload could make them fill the heap.
      CelExtensions.strings(
          CelStringExtensions.Function.CHAR_AT,
          CelStringExtensions.Function.INDEX_OF,
          CelStringExtensions.Function.LAST_INDEX_OF,
          CelStringExtensions.Function.LOWER_ASCII,
          CelStringExtensions.Function.UPPER_ASCII,
          CelStringExtensions.Function.SPLIT,
          CelStringExtensions.Function.SUBSTRING,
          CelStringExtensions.Function.TRIM);

  private CelEnvironment() {}

  /** The runtime, made when it is first asked for. */
  private static final class RuntimeHolder {
    static final CelRuntime INSTANCE = newRuntime();
  }

  static CelRuntime runtime() {
    return RuntimeHolder.INSTANCE;
  }

  static CelCompiler newCompiler(Collection<String> captures) {
    var builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addLibraries(CelExtensions.optional(), STRINGS, CelExtensions.math())
            .addVar("event", SimpleType.DYN)
            .addVar("topic", SimpleType.STRING)
            .addVar("device", SimpleType.STRING);
    for (MixedArithmetic mixed : MixedArithmetic.OPERATIONS) {
      builder.addFunctionDeclarations(mixed.declaration());
    }
    for (String capture : captures) {
      builder.addVar(capture, SimpleType.STRING);
    }
    return builder.build();
  }

  private static CelRuntime newRuntime() {
    Set<AddOverload> replaced =
        Set.of(AddOverload.ADD_STRING, AddOverload.ADD_BYTES, AddOverload.ADD_LIST);
    List<CelFunctionBinding> bindings = new ArrayList<>(boundedSums());
    for (MixedArithmetic mixed : MixedArithmetic.OPERATIONS) {
      bindings.addAll(mixed.bindings());
    }
    return CelRuntimeFactory.legacyCelRuntimeBuilder()
        .setOptions(OPTIONS)
        .setStandardEnvironmentEnabled(false)
        .setStandardFunctions(
            CelStandardFunctions.newBuilder()
                .filterFunctions((function, overload) -> !replaced.contains(overload))
                .build())
        .addFunctionBindings(bindings)
        .addLibraries(CelExtensions.optional(), STRINGS, CelExtensions.math())
        .build();
  }

  /** Sums that can be nested, and so doubled and doubled again. */
  private static List<CelFunctionBinding> boundedSums() {
    var addList =
        AddOverload.ADD_LIST
            .newFunctionBinding(OPTIONS, RuntimeEquality.create(RuntimeHelpers.create(), OPTIONS))
            .getDefinition();
    return List.of(
        CelFunctionBinding.from(
            "add_string",
            String.class,
            String.class,
            (a, b) -> {
              checkSum(a.length(), b.length());
              return a.concat(b);
            }),
        CelFunctionBinding.from(
            "add_bytes",
            CelByteString.class,
            CelByteString.class,
            (a, b) -> {
              checkSum(a.size(), b.size());
              return a.concat(b);
            }),
        CelFunctionBinding.from(
            "add_list",
            ImmutableList.of(Collection.class, Collection.class),
            args -> {
              checkSum(((Collection<?>) args[0]).size(), ((Collection<?>) args[1]).size());
              return addList.apply(args);
            }));
  }

  private static void checkSum(int a, int b) throws CelEvaluationException {
    if ((long) a + b > MAX_SUM) {
      throw new CelEvaluationException("'+' would make more than " + MAX_SUM + " elements");
    }
  }
}
