;; expect: COMPLETED
(import "wasi_snapshot_preview1" "path_open" (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
(data (i32.const 16) "/etc/passwd")
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (if (i32.eqz (call $path_open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 11)
    (i32.const 0) (i64.const -1) (i64.const -1) (i32.const 0) (i32.const 64)))
    (then unreachable))
  (i64.const 0))
