;; expect: COMPLETED
(import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (local $i i32)
  (drop (memory.grow (i32.const 400)))
  (loop $again
    (i32.store (i32.add (i32.const 65536) (i32.shl (local.get $i) (i32.const 3))) (i32.const 131072))
    (i32.store (i32.add (i32.const 65540) (i32.shl (local.get $i) (i32.const 3))) (i32.const 26000000))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (br_if $again (i32.lt_s (local.get $i) (i32.const 1000))))
  (drop (call $fd_write (i32.const 1) (i32.const 65536) (i32.const 1000) (i32.const 16)))
  (i64.const 0))
