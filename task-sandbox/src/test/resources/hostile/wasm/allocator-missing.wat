;; expect: NOT_LOADED
;; says: no function 'allocate' is exported
(module
  (memory (export "memory") 1)
  (func (export "handler") (param i32 i32 i32 i32) (result i64) (i64.const 0)))
