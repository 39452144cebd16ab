package io.edgecoordinator.http;

import io.vertx.ext.web.RoutingContext;

/** What a request says behind the question mark. */
final class Query {

  private Query() {}

  /** Returns a text, or another if it is not there. */
  static String text(RoutingContext request, String name, String otherwise) {
    String text = request.queryParams().get(name);
    return text == null ? otherwise : text;
  }

  /**
   * Returns a number between 1 and a most, or another if it is not there.
   *
   * @throws Refusal if it is something else
   */
  static long number(RoutingContext request, String name, long otherwise, long most) {
    String text = request.queryParams().get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException wrong) {
      // refused below
    }
    throw new Refusal(400, name + " must be a number between 1 and " + most);
  }
}
