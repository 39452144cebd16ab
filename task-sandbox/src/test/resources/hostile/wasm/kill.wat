;; expect: COMPLETED
(import "wasi_snapshot_preview1" "proc_raise" (func $proc_raise (param i32) (result i32)))
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (if (i32.eqz (call $proc_raise (i32.const 9))) (then unreachable))
  (i64.const 0))
