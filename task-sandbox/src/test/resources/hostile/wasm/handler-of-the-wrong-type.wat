;; expect: INVALID_RESULT
;; says: not of the type handler: (i32
(module
  (memory (export "memory") 1)
  (func (export "allocate") (param i32) (result i32) (i32.const 64))
  (func (export "handler") (param i64)))
