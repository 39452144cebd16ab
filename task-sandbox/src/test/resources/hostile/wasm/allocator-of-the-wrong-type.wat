;; expect: INVALID_RESULT
;; says: not of the type allocate: (i32) -> i32
(module
  (memory (export "memory") 1)
  (func (export "handler") (param i32 i32 i32 i32) (result i64) (i64.const 0))
  (func (export "allocate") (result i64) (i64.const 0)))
