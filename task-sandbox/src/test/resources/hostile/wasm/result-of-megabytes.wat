;; expect: OUTPUT_TOO_LARGE
;; says: output: returned and published 26,000,000 bytes
(func (export "handler") (param $e i32) (param $n i32) (param $c i32) (param $m i32) (result i64)
  (drop (memory.grow (i32.const 400)))
  (memory.fill (i32.const 0) (i32.const 49) (i32.const 26000000))
  (call $pack (i32.const 0) (i32.const 26000000)))
