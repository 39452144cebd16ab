// What a task in JavaScript or TypeScript gets. In an editor:
//   /// <reference path="coordinator.d.ts" />
//   export const handler: Handler<Telemetry> = async (event, context) => { … };
// See docs/TASKS.md. To be used without the libraries "dom" and "node", whose globals differ:
//   { "compilerOptions": { "lib": ["es2024"], "types": [] } }

/** A value that JSON can express. */
type Json = null | boolean | number | string | Json[] | { [name: string]: Json | undefined };

/** A payload that is not JSON. */
interface Binary {
  base64: string;
}

/** An event that a handler gives: a payload, and the topic it goes to. */
interface TopicAndPayload {
  topic: string;
  payload: unknown;
}

/**
 * The function that is called for each event. The event is the JSON payload, or `{base64}` where it
 * is not JSON. What it returns is an event: `{topic, payload}` goes to that topic, anything else to
 * `tasks/NAME/result`, and nothing if it is undefined. What it throws fails the call.
 */
type Handler<E = any, R = unknown> = (event: E, context: Context) => R | Promise<R>;

/** What a call is about, and what it may ask for. */
interface Context {
  /** Which try this is; 1 for the first. */
  readonly attempt: number;
  /** Id of the event; the same in each attempt. */
  readonly eventId: string;
  /** Id that all calls have in common which follow from one another. */
  readonly executionId: string;
  readonly topic: string;
  /** The device the event came from, or null. */
  readonly device: string | null;
  /** What the names in the flow's topic stand for. */
  readonly captures: Readonly<Record<string, string>>;
  /** When the result is of no use any more, in milliseconds since 1970. */
  readonly deadline: number;
  /** `environment:` of the task in bundle.yaml. */
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly state: State;

  /** Sends an event, once the call has ended well. The bundle must permit the topic. */
  publish(topic: string, payload: unknown): void;

  /**
   * Calls another task, which the bundle must permit, and gives what it returned. Rejects with its
   * message if it fails, or after `timeout` milliseconds.
   */
  invoke<R = any>(task: string, payload?: unknown, options?: { timeout?: number }): Promise<R>;

  /** A device shadow that the bundle permits. */
  shadow(thing: string, name?: string): Shadow;
}

/** What a device is to be and what it says it is. Null for a section, or for a value in it, takes it away. */
interface ShadowState {
  desired?: Record<string, any> | null;
  reported?: Record<string, any> | null;
}

interface ShadowDocument {
  state: { desired?: Record<string, any>; reported?: Record<string, any>; delta?: Record<string, any> };
  metadata: { desired?: Record<string, any>; reported?: Record<string, any> };
  version: number;
  /** In seconds since 1970. */
  timestamp: number;
}

/** Why a shadow did not do what was asked of it. */
interface ShadowError extends Error {
  /** 400, 403 (not permitted), 409 (another version), 413 (too large), 429 (too many), 500. */
  code: number;
}

/** Rejects with a `ShadowError`. */
interface Shadow {
  /** The shadow, null if there is none. */
  get(): Promise<ShadowDocument | null>;
  /**
   * Changes the shadow, at once: it stays so if the call fails. With a `version`, only if that is the
   * present one. Gives what was accepted.
   */
  update(
    change: ShadowState | { state: ShadowState | null; version?: number },
  ): Promise<{ state: ShadowState | null; metadata: any; version: number; timestamp: number }>;
}

/** Lines in the task's log. Called itself, it is `info`. */
interface Log {
  (...values: unknown[]): void;
  debug(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
}

/**
 * What the task keeps from call to call, durably. A call sees and changes it as if it ran alone;
 * changes take effect together when the call has ended well. Keys have 1 to 256 characters.
 */
interface State {
  /** The value under a key, null if there is none. */
  get<V = any>(key: string): V | null;
  put(key: string, value: unknown): void;
  delete(key: string): void;
  /** The keys that begin with a text, in order. */
  keys(prefix?: string): string[];
  /** Puts a value if what is there equals `expected`; null stands for nothing. Says whether it did. */
  compareAndSet(key: string, expected: unknown, value: unknown): boolean;
}

// ---- globals

declare var console: {
  log(...values: unknown[]): void;
  debug(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
  trace(...values: unknown[]): void;
};

interface Timeout {
  ref(): this;
  unref(): this;
  hasRef(): boolean;
  close(): void;
  [Symbol.toPrimitive](): number;
}

declare function setTimeout<A extends unknown[]>(job: (...values: A) => void, ms?: number, ...values: A): Timeout;
declare function setInterval<A extends unknown[]>(job: (...values: A) => void, ms?: number, ...values: A): Timeout;
declare function setImmediate<A extends unknown[]>(job: (...values: A) => void, ...values: A): Timeout;
declare function clearTimeout(timer: Timeout | number | undefined): void;
declare function clearInterval(timer: Timeout | number | undefined): void;
declare function clearImmediate(timer: Timeout | number | undefined): void;
declare function queueMicrotask(job: () => void): void;
declare function structuredClone<T>(value: T): T;
declare function atob(base64: string): string;
declare function btoa(latin1: string): string;

declare var performance: { now(): number; readonly timeOrigin: number };

declare var crypto: {
  randomUUID(): string;
  getRandomValues<T extends ArrayBufferView>(array: T): T;
};

declare class TextEncoder {
  readonly encoding: 'utf-8';
  encode(text?: string): Uint8Array;
  encodeInto(text: string, target: Uint8Array): { read: number; written: number };
}

declare class TextDecoder {
  /** UTF-8, UTF-16 and windows-1252 (also called latin1). */
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  decode(input?: ArrayBuffer | ArrayBufferView, options?: { stream?: boolean }): string;
}

declare class URL {
  constructor(url: string | URL, base?: string | URL);
  static canParse(url: string | URL, base?: string | URL): boolean;
  static parse(url: string | URL, base?: string | URL): URL | null;
  href: string;
  readonly origin: string;
  protocol: string;
  username: string;
  password: string;
  host: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  readonly searchParams: URLSearchParams;
  hash: string;
  toString(): string;
  toJSON(): string;
}

declare class URLSearchParams {
  constructor(init?: string | Iterable<[string, string]> | Record<string, string>);
  readonly size: number;
  append(name: string, value: string): void;
  delete(name: string, value?: string): void;
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string, value?: string): boolean;
  set(name: string, value: string): void;
  sort(): void;
  forEach(f: (value: string, name: string, params: URLSearchParams) => void): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  [Symbol.iterator](): IterableIterator<[string, string]>;
  toString(): string;
}

declare class DOMException extends Error {
  constructor(message?: string, name?: string);
  readonly code: number;
}

declare class Event {
  constructor(type: string, options?: { bubbles?: boolean; cancelable?: boolean; composed?: boolean });
  readonly type: string;
  readonly target: EventTarget | null;
  readonly currentTarget: EventTarget | null;
  readonly timeStamp: number;
  readonly defaultPrevented: boolean;
  preventDefault(): void;
  stopPropagation(): void;
  stopImmediatePropagation(): void;
}

declare class CustomEvent<D = any> extends Event {
  constructor(type: string, options?: { detail?: D });
  readonly detail: D;
}

type EventListener = ((event: any) => void) | { handleEvent(event: any): void };

declare class EventTarget {
  addEventListener(type: string, listener: EventListener, options?: { once?: boolean; signal?: AbortSignal }): void;
  removeEventListener(type: string, listener: EventListener): void;
  dispatchEvent(event: Event): boolean;
}

declare class AbortSignal extends EventTarget {
  static abort(reason?: unknown): AbortSignal;
  static timeout(milliseconds: number): AbortSignal;
  static any(signals: Iterable<AbortSignal>): AbortSignal;
  readonly aborted: boolean;
  readonly reason: any;
  onabort: ((event: Event) => void) | null;
  throwIfAborted(): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

/** By way of the coordinator, where the bundle's permissions name the host. */
declare function fetch(url: string | URL, options?: FetchOptions): Promise<Response>;

interface FetchOptions {
  method?: string;
  headers?: Record<string, string> | Iterable<[string, string]>;
  body?: string | ArrayBuffer | ArrayBufferView | URLSearchParams | null;
  signal?: AbortSignal | null;
}

declare class Headers {
  constructor(from?: Record<string, string> | Iterable<[string, string]>);
  append(name: string, value: string): void;
  set(name: string, value: string): void;
  get(name: string): string | null;
  has(name: string): boolean;
  delete(name: string): void;
  forEach(f: (value: string, name: string, headers: Headers) => void): void;
  entries(): IterableIterator<[string, string]>;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  [Symbol.iterator](): IterableIterator<[string, string]>;
}

declare class Response {
  constructor(body?: FetchOptions['body'], init?: { status?: number; statusText?: string; headers?: FetchOptions['headers'] });
  readonly status: number;
  readonly statusText: string;
  readonly ok: boolean;
  readonly url: string;
  readonly headers: Headers;
  readonly bodyUsed: boolean;
  text(): Promise<string>;
  json<T = any>(): Promise<T>;
  arrayBuffer(): Promise<ArrayBuffer>;
  bytes(): Promise<Uint8Array>;
}

type BufferEncoding =
  | 'utf8' | 'utf-8' | 'latin1' | 'binary' | 'ascii' | 'base64' | 'base64url' | 'hex' | 'utf16le' | 'ucs2';

interface Buffer extends Uint8Array<ArrayBuffer> {
  toString(encoding?: BufferEncoding, start?: number, end?: number): string;
  toJSON(): { type: 'Buffer'; data: number[] };
  equals(other: Uint8Array): boolean;
  compare(other: Uint8Array): -1 | 0 | 1;
  slice(start?: number, end?: number): Buffer;
  subarray(start?: number, end?: number): Buffer;
  copy(target: Uint8Array, targetStart?: number, start?: number, end?: number): number;
  write(text: string, offset?: number, length?: number, encoding?: BufferEncoding): number;
  readInt8(offset?: number): number;
  readUInt8(offset?: number): number;
  readInt16BE(offset?: number): number;
  readInt16LE(offset?: number): number;
  readUInt16BE(offset?: number): number;
  readUInt16LE(offset?: number): number;
  readInt32BE(offset?: number): number;
  readInt32LE(offset?: number): number;
  readUInt32BE(offset?: number): number;
  readUInt32LE(offset?: number): number;
  readBigInt64BE(offset?: number): bigint;
  readBigInt64LE(offset?: number): bigint;
  readBigUInt64BE(offset?: number): bigint;
  readBigUInt64LE(offset?: number): bigint;
  readFloatBE(offset?: number): number;
  readFloatLE(offset?: number): number;
  readDoubleBE(offset?: number): number;
  readDoubleLE(offset?: number): number;
  readIntBE(offset: number, size: number): number;
  readIntLE(offset: number, size: number): number;
  readUIntBE(offset: number, size: number): number;
  readUIntLE(offset: number, size: number): number;
  writeInt8(value: number, offset?: number): number;
  writeUInt8(value: number, offset?: number): number;
  writeInt16BE(value: number, offset?: number): number;
  writeInt16LE(value: number, offset?: number): number;
  writeUInt16BE(value: number, offset?: number): number;
  writeUInt16LE(value: number, offset?: number): number;
  writeInt32BE(value: number, offset?: number): number;
  writeInt32LE(value: number, offset?: number): number;
  writeUInt32BE(value: number, offset?: number): number;
  writeUInt32LE(value: number, offset?: number): number;
  writeBigInt64BE(value: bigint, offset?: number): number;
  writeBigInt64LE(value: bigint, offset?: number): number;
  writeBigUInt64BE(value: bigint, offset?: number): number;
  writeBigUInt64LE(value: bigint, offset?: number): number;
  writeFloatBE(value: number, offset?: number): number;
  writeFloatLE(value: number, offset?: number): number;
  writeDoubleBE(value: number, offset?: number): number;
  writeDoubleLE(value: number, offset?: number): number;
  writeIntBE(value: number, offset: number, size: number): number;
  writeIntLE(value: number, offset: number, size: number): number;
  writeUIntBE(value: number, offset: number, size: number): number;
  writeUIntLE(value: number, offset: number, size: number): number;
}

declare var Buffer: {
  readonly prototype: Buffer;
  from(text: string, encoding?: BufferEncoding): Buffer;
  from(buffer: ArrayBuffer, offset?: number, length?: number): Buffer;
  from(bytes: ArrayLike<number> | { type: 'Buffer'; data: number[] }): Buffer;
  alloc(size: number, fill?: number | string | Uint8Array, encoding?: BufferEncoding): Buffer;
  allocUnsafe(size: number): Buffer;
  isBuffer(value: unknown): value is Buffer;
  isEncoding(name: string): boolean;
  byteLength(value: string | ArrayBuffer | ArrayBufferView, encoding?: BufferEncoding): number;
  concat(list: readonly Uint8Array[], total?: number): Buffer;
  compare(a: Uint8Array, b: Uint8Array): -1 | 0 | 1;
};

/** In CommonJS files. */
declare var require: { (path: string): any; resolve(path: string): string };
declare var module: { exports: any };
declare var exports: any;
declare var __filename: string;
declare var __dirname: string;
