;; expect: THREW
;; says: call stack exhausted
(module
  (memory (export "memory") 1)
  (func (export "handler") (param i32 i32 i32 i32) (result i64) (i64.const 0))
  (func $allocate (export "allocate") (param i32) (result i32) (call $allocate (local.get 0))))
