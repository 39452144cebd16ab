;; expect: TIMED_OUT
(import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (drop (memory.grow (i32.const 100)))
  (loop $again
    (drop (call $fd_write (i32.const 1) (i32.const 65536) (i32.const 0x7fffffff) (i32.const 16)))
    (br $again))
  (i64.const 0))
