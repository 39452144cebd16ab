;; expect: OUT_OF_MEMORY | COMPLETED
;; Its memory may be as large as the task's limit, and then the instance holds a little more than
;; that, which is seen if it lives until the next full collection.
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (loop $again
    (br_if $again (i32.ge_s (memory.grow (i32.const 16)) (i32.const 0))))
  (memory.fill (i32.const 65536) (i32.const 1)
    (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 65536)))
  (i64.const 0))
