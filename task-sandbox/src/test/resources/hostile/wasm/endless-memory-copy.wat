;; expect: TIMED_OUT
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (drop (memory.grow (i32.const 400)))
  (loop $again
    (memory.copy (i32.const 0) (i32.const 1) (i32.const 26000000))
    (br $again))
  (i64.const 0))
