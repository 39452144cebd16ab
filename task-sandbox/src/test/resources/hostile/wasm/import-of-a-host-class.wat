;; expect: NOT_LOADED
(module
  (import "java.lang.System" "exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "handler") (param i32 i32 i32 i32) (result i64) (i64.const 0))
  (func (export "allocate") (param i32) (result i32) (i32.const 64)))
