;; expect: TIMED_OUT
(module
  (memory (export "memory") 1)
  (func (export "handler") (param i32 i32 i32 i32) (result i64) (i64.const 0))
  (func (export "allocate") (param i32) (result i32) (loop $again (br $again)) (i32.const 0)))
