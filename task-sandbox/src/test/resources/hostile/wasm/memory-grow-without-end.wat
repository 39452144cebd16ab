;; expect: TIMED_OUT | OUT_OF_MEMORY
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (loop $again
    (drop (memory.grow (i32.const 1)))
    (br $again))
  (i64.const 0))
