;; expect: COMPLETED
(import "coordinator" "state_get" (func $state_get (param i32 i32) (result i64)))
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (drop (memory.grow (i32.const 100)))
  (if (i64.ne (call $state_get (i32.const 4096) (i32.const 5000000)) (i64.const -1)) (then unreachable))
  (i64.const 0))
