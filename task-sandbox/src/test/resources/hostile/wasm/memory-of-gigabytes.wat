;; expect: NOT_LOADED
;; says: bytes of memory to begin with
(module
  (memory (export "memory") 32768)
  (func (export "handler") (param i32 i32 i32 i32) (result i64) (i64.const 0))
  (func (export "allocate") (param i32) (result i32) (i32.const 64)))
