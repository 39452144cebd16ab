package io.edgecoordinator.flow;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload.Binary;
import java.util.Collection;
import java.util.List;

/**
 * An operation of a whole number and another, which CEL leaves out: in JSON, 20 and 20.0 are the
 * same, and a device may send either.
 */
record MixedArithmetic(
    String operator, String name, Binary<Long, Double> longFirst, Binary<Double, Long> longSecond) {

  static final List<MixedArithmetic> OPERATIONS =
      List.of(
          new MixedArithmetic("_+_", "add", (a, b) -> a + b, (a, b) -> a + b),
          new MixedArithmetic("_-_", "subtract", (a, b) -> a - b, (a, b) -> a - b),
          new MixedArithmetic("_*_", "multiply", (a, b) -> a * b, (a, b) -> a * b),
          new MixedArithmetic("_/_", "divide", (a, b) -> a / b, (a, b) -> a / b));

  CelFunctionDecl declaration() {
    return CelFunctionDecl.newFunctionDeclaration(
        operator,
        CelOverloadDecl.newGlobalOverload(
            name + "_int64_double", SimpleType.DOUBLE, SimpleType.INT, SimpleType.DOUBLE),
        CelOverloadDecl.newGlobalOverload(
            name + "_double_int64", SimpleType.DOUBLE, SimpleType.DOUBLE, SimpleType.INT));
  }

  Collection<CelFunctionBinding> bindings() {
    return CelFunctionBinding.fromOverloads(
        operator,
        CelFunctionBinding.from(name + "_int64_double", Long.class, Double.class, longFirst),
        CelFunctionBinding.from(name + "_double_int64", Double.class, Long.class, longSecond));
  }
}
