package io.edgecoordinator.flow;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as CEL wants them and back. Whole numbers are CEL's int, others its double, null is a
 * value. Whole numbers beyond 64 bits can be passed on unchanged, but not computed with.
 */
final class CelJson {

  /** The most values and characters a result may have together. */
  static final int MAX_RESULT = 1 << 20;

  private static final int MAX_DEPTH = 200;

  /** From here up doubles are written as {@code 1.0E15}. */
  private static final double PLAIN_BELOW = 1e15;

  private int left = MAX_RESULT;

  private CelJson() {}

  /** Returns a value that reads through to the JSON value, converting what is asked for. */
  static Object toCel(@Nullable Object json) {
    return switch (json) {
      case null -> NullValue.NULL_VALUE;
      case Integer number -> (long) number;
      case Map<?, ?> map -> new MapView(map);
      case List<?> list -> new ListView(list);
      default -> json;
    };
  }

  /**
   * Returns the result of an expression as maps, lists, strings, numbers, booleans and null.
   *
   * @throws ExpressionException if JSON cannot spell it, or it is too large
   */
  static @Nullable Object fromCel(Object value) throws ExpressionException {
    return new CelJson().convert(value, 0);
  }

  private @Nullable Object convert(Object value, int depth) throws ExpressionException {
    spend(1);
    if (depth > MAX_DEPTH) {
      throw new ExpressionException("the result is nested deeper than " + MAX_DEPTH);
    }
    return switch (value) {
      case NullValue ignored -> null;
      case com.google.protobuf.NullValue ignored -> null;
      case Boolean bool -> bool;
      case Long number -> number;
      case BigInteger number -> number;
      case UnsignedLong number -> number.bigIntegerValue();
      case Double number -> convert(number);
      case String text -> {
        spend(text.length());
        yield text;
      }
      case Instant time -> time.toString();
      case Duration duration -> seconds(duration);
      case CelByteString bytes -> {
        spend(bytes.size());
        yield Base64.getEncoder().encodeToString(bytes.toByteArray());
      }
      case Map<?, ?> map -> convert(map, depth);
      case Collection<?> list -> convert(list, depth);
      default -> throw new ExpressionException("the result is of a kind that JSON does not have");
    };
  }

  private Map<String, @Nullable Object> convert(Map<?, ?> map, int depth)
      throws ExpressionException {
    Map<String, @Nullable Object> converted = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String key = String.valueOf(entry.getKey());
      spend(key.length());
      converted.put(key, convert(toCel(entry.getValue()), depth + 1));
    }
    return converted;
  }

  private List<@Nullable Object> convert(Collection<?> list, int depth) throws ExpressionException {
    List<@Nullable Object> converted = new ArrayList<>();
    for (Object element : list) {
      converted.add(convert(toCel(element), depth + 1));
    }
    return converted;
  }

  /** Writes 123456789.0 as people do, not as 1.23456789E8. */
  private static Number convert(double number) throws ExpressionException {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw new ExpressionException("the result is " + number + ", which JSON does not have");
    }
    if (Math.abs(number) < 1e7 || Math.abs(number) >= PLAIN_BELOW) {
      return number;
    }
    BigDecimal decimal = BigDecimal.valueOf(number).stripTrailingZeros();
    return decimal.scale() < 0 ? decimal.setScale(0) : decimal;
  }

  private static String seconds(Duration duration) {
    BigDecimal seconds =
        BigDecimal.valueOf(duration.getSeconds())
            .add(BigDecimal.valueOf(duration.getNano(), 9))
            .stripTrailingZeros();
    return seconds.toPlainString() + "s";
  }

  private void spend(int amount) throws ExpressionException {
    left -= amount;
    if (left < 0) {
      throw new ExpressionException(
          "the result has more than " + MAX_RESULT + " values and characters");
    }
  }

  private static final class ListView extends AbstractList<Object> {
    private final List<?> list;

    ListView(List<?> list) {
      this.list = list;
    }

    @Override
    public Object get(int index) {
      return toCel(list.get(index));
    }

    @Override
    public int size() {
      return list.size();
    }
  }

  private static final class MapView extends AbstractMap<Object, Object> {
    private final Map<?, ?> map;

    MapView(Map<?, ?> map) {
      this.map = map;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      Object value = map.get(key);
      return value != null || map.containsKey(key) ? toCel(value) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      return map.containsKey(key);
    }

    @Override
    public Set<Entry<Object, Object>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public Iterator<Entry<Object, Object>> iterator() {
          Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return entries.hasNext();
            }

            @Override
            public Entry<Object, Object> next() {
              Map.Entry<?, ?> entry = entries.next();
              return Map.entry(entry.getKey(), toCel(entry.getValue()));
            }
          };
        }

        @Override
        public int size() {
          return map.size();
        }
      };
    }
  }
}
