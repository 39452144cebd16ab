;; expect: THREW
;; says: not in the module's memory
(import "coordinator" "log" (func $log (param i32 i32 i32)))
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (call $log (i32.const 99) (i32.const -1) (i32.const -1))
  (i64.const 0))
