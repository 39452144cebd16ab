const limit = 25;

export function handler({ dev, seq, ts, temp }) {
  return { topic: "out/" + dev, payload: { dev, seq, ts, temp, limit, alarm: temp > limit } };
}
