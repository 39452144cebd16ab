;; expect: NOT_LOADED
;; says: unreachable
(module
  (memory (export "memory") 1)
  (func (export "handler") (param i32 i32 i32 i32) (result i64) (i64.const 0))
  (func (export "allocate") (param i32) (result i32) (i32.const 64))
  (func $start unreachable)
  (start $start))
