package io.edgecoordinator.task.worker;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the little JSON a worker has to write; a JSON library is not on its class path. */
final class Json {

  private Json() {}

  static String object(Map<String, String> entries) {
    StringBuilder json = new StringBuilder("{");
    entries.forEach((name, value) -> {
      json.append(json.length() == 1 ? "" : ",");
      quote(json, name);
      json.append(':');
      quote(json, value);
    });
    return json.append('}').toString();
  }

  static String text(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2);
    quote(json, text);
    return json.toString();
  }

  static String list(List<String> texts) {
    return texts.stream().map(Json::text).collect(Collectors.joining(",", "[", "]"));
  }

  static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
