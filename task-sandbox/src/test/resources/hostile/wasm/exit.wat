;; expect: THREW
;; says: with status 1
(import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (call $proc_exit (i32.const 1))
  (i64.const 0))
