;; expect: NOT_LOADED
;; says: no function 'handler' is exported
(module
  (memory (export "memory") 1)
  (func (export "allocate") (param i32) (result i32) (i32.const 64)))
