;; expect: NOT_LOADED
(module
  (import "coordinator" "memory" (memory 1))
  (func (export "handler") (param i32 i32 i32 i32) (result i64) (i64.const 0))
  (func (export "allocate") (param i32) (result i32) (i32.const 64)))
