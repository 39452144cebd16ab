"""Judges samples of a pump's vibration."""

from vibration import crest


def handler(event, context):
    samples = event["samples"]
    if not samples:
        return None
    factor = crest(samples)
    limit = float(context.environment["LIMIT"])
    context.log.debug("crest factor", factor)
    return {
        "topic": f"pumps/{context.captures['pump']}/verdict",
        "payload": {"crest": round(factor, 2), "worn": factor > limit},
    }
