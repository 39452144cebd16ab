;; expect: THREW
;; says: memory access of negative length
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (memory.fill (i32.const 0) (i32.const 1) (i32.const -1))
  (i64.const 0))
