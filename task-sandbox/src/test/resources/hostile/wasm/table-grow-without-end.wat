;; expect: TIMED_OUT | OUT_OF_MEMORY
;; Growing copies, so a busy machine runs out of time before it gets to the limit.
(table $all 1 funcref)
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (loop $again
    (drop (table.grow $all (ref.null func) (i32.const 100000)))
    (br $again))
  (i64.const 0))
