;; What masking does with every byte of a text. `npm run generate` makes scan-code.ts of it; machine.ts says what lies where.
;; Calls are not inlined: what stands in the two large loops is spelled out there.
(module
  (memory (export "memory") 3)

  ;; At 0: for each choice of eight bytes those that stay, put together; a byte says from where it is taken.
  (func $prepare
    (local $choice i32) (local $bit i32) (local $to i32)
    (loop $each
      (local.set $to (i32.shl (local.get $choice) (i32.const 3)))
      (local.set $bit (i32.const 0))
      (loop $bits
        (if (i32.eqz (i32.and (i32.shr_u (local.get $choice) (local.get $bit)) (i32.const 1)))
          (then
            (i32.store8 (local.get $to) (local.get $bit))
            (local.set $to (i32.add (local.get $to) (i32.const 1)))))
        (br_if $bits (i32.lt_u (local.tee $bit (i32.add (local.get $bit) (i32.const 1))) (i32.const 8))))
      (br_if $each (i32.lt_u (local.tee $choice (i32.add (local.get $choice) (i32.const 1))) (i32.const 256)))))
  (start $prepare)

  ;; Where a byte stands first, or `end`. Reads up to 15 bytes beyond the end.
  (func (export "find") (param $at i32) (param $end i32) (param $byte i32) (result i32)
    (local $all v128) (local $found i32)
    (local.set $all (i8x16.splat (local.get $byte)))
    (block $none
      (loop $next
        (br_if $none (i32.ge_u (local.get $at) (local.get $end)))
        (if (local.tee $found (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (local.get $all))))
          (then
            (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
            (return (select (local.get $at) (local.get $end) (i32.lt_u (local.get $at) (local.get $end))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (local.get $end))

  ;; Where a byte stands last, or `at` less one. Reads up to 15 bytes before `at`.
  (func (export "findLast") (param $at i32) (param $end i32) (param $byte i32) (result i32)
    (local $all v128) (local $found i32) (local $place i32)
    (local.set $all (i8x16.splat (local.get $byte)))
    (local.set $place (local.get $end))
    (block $none
      (loop $next
        (br_if $none (i32.le_u (local.get $place) (local.get $at)))
        (local.set $place (i32.sub (local.get $place) (i32.const 16)))
        (if (local.tee $found (i8x16.bitmask (i8x16.eq (v128.load (local.get $place)) (local.get $all))))
          (then
            (local.set $place (i32.sub (i32.add (local.get $place) (i32.const 31)) (i32.clz (local.get $found))))
            (return
              (select
                (local.get $place)
                (i32.sub (local.get $at) (i32.const 1))
                (i32.ge_u (local.get $place) (local.get $at))))))
        (br $next)))
    (i32.sub (local.get $at) (i32.const 1)))

  ;; Where a line end stands first that an offset follows, 6 to 16 hex digits, of which the first is decimal, and `:`, a blank
  ;; or a line end, or that digits follow up to the end; else `end`. Reads up to 32 bytes beyond the end.
  (func (export "numbered") (param $at i32) (param $end i32) (result i32)
    (local $found i32) (local $place i32) (local $text v128) (local $size i32) (local $after i32)
    (block $none
      (loop $next
        (br_if $none (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $found
          (i8x16.bitmask
            (v128.and
              (i8x16.eq (v128.load (local.get $at)) (i8x16.splat (i32.const 10)))
              (i8x16.lt_u
                (i8x16.sub (v128.load offset=1 (local.get $at)) (i8x16.splat (i32.const 48)))
                (i8x16.splat (i32.const 10))))))
        (block $others
          (loop $each
            (br_if $others (i32.eqz (local.get $found)))
            (local.set $place (i32.add (local.get $at) (i32.ctz (local.get $found))))
            (br_if $none (i32.ge_u (local.get $place) (local.get $end)))
            (local.set $found (i32.and (local.get $found) (i32.sub (local.get $found) (i32.const 1))))
            (local.set $text (v128.load offset=1 (local.get $place)))
            (local.set $size
              (i32.ctz
                (i32.xor
                  (i32.const 0x1ffff)
                  (i8x16.bitmask
                    (v128.or
                      (i8x16.lt_u
                        (i8x16.sub (local.get $text) (i8x16.splat (i32.const 48)))
                        (i8x16.splat (i32.const 10)))
                      (i8x16.lt_u
                        (i8x16.sub
                          (v128.or (local.get $text) (i8x16.splat (i32.const 32)))
                          (i8x16.splat (i32.const 97)))
                        (i8x16.splat (i32.const 6))))))))
            (local.set $after (i32.add (i32.add (local.get $place) (local.get $size)) (i32.const 1)))
            (if (i32.ge_u (local.get $after) (local.get $end)) (then (return (local.get $place))))
            (local.set $after (i32.load8_u (local.get $after)))
            (if
              (i32.and
                (i32.ge_u (local.get $size) (i32.const 6))
                (i32.or
                  (i32.eq (local.get $after) (i32.const 0x3a))
                  (i32.or (i32.eq (local.get $after) (i32.const 32)) (i32.eq (local.get $after) (i32.const 10)))))
              (then (return (local.get $place))))
            (br $each)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (local.get $end))

  ;; Copies what is no white space; gives where the copy ends. Reads up to 15 bytes beyond the end, and writes as many.
  (func (export "squeeze") (param $at i32) (param $end i32) (param $to i32) (result i32)
    (local $text v128) (local $blanks i32) (local $half i32) (local $left i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $text (v128.load (local.get $at)))
        ;; Space, carriage return, line feed, tab.
        (local.set $blanks
          (i8x16.bitmask
            (v128.or
              (v128.or
                (i8x16.eq (local.get $text) (i8x16.splat (i32.const 32)))
                (i8x16.eq (local.get $text) (i8x16.splat (i32.const 13))))
              (v128.or
                (i8x16.eq (local.get $text) (i8x16.splat (i32.const 10)))
                (i8x16.eq (local.get $text) (i8x16.splat (i32.const 9)))))))
        ;; What stands beyond the end is left out like white space.
        (local.set $left (i32.sub (local.get $end) (local.get $at)))
        (if (i32.lt_u (local.get $left) (i32.const 16))
          (then
            (local.set $blanks
              (i32.and
                (i32.const 0xffff)
                (i32.or (local.get $blanks) (i32.shl (i32.const -1) (local.get $left)))))))
        (if (local.get $blanks)
          (then
            (local.set $half (i32.and (local.get $blanks) (i32.const 255)))
            (v128.store64_lane 0
              (local.get $to)
              (i8x16.swizzle (local.get $text) (v128.load64_zero (i32.shl (local.get $half) (i32.const 3)))))
            (local.set $to (i32.sub (i32.add (local.get $to) (i32.const 8)) (i32.popcnt (local.get $half))))
            (local.set $half (i32.shr_u (local.get $blanks) (i32.const 8)))
            (v128.store64_lane 0
              (local.get $to)
              (i8x16.swizzle
                (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $text) (local.get $text))
                (v128.load64_zero (i32.shl (local.get $half) (i32.const 3)))))
            (local.set $to (i32.sub (i32.add (local.get $to) (i32.const 8)) (i32.popcnt (local.get $half)))))
          (else
            (v128.store (local.get $to) (local.get $text))
            (local.set $to (i32.add (local.get $to) (i32.const 16)))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (local.get $to))

  ;; The word of 8, 4, 2 or 1 bytes that stands there.
  (func $word (param $at i32) (param $width i32) (result i64)
    (if (i32.eq (local.get $width) (i32.const 8)) (then (return (i64.load (local.get $at)))))
    (if (i32.eq (local.get $width) (i32.const 4)) (then (return (i64.load32_u (local.get $at)))))
    (if (i32.eq (local.get $width) (i32.const 2)) (then (return (i64.load16_u (local.get $at)))))
    (i64.load8_u (local.get $at)))

  (func $hash (param $word i64) (result i64)
    (i64.mul (local.get $word) (i64.const 0x9e3779b97f4a7c15)))

  ;; The hash of the first bytes: of the first two words, which overlap by one byte.
  (func $headHash (param $at i32) (param $width i32) (result i64)
    (call $hash
      (i64.xor
        (call $word (local.get $at) (local.get $width))
        (i64.rotl
          (call $hash
            (call $word
              (i32.sub (i32.add (local.get $at) (local.get $width)) (i32.const 1))
              (local.get $width)))
          (i64.const 32)))))

  ;; Three bits of 64.
  (func $bitsOf (param $hash i64) (result i64)
    (i64.or
      (i64.or
        (i64.shl (i64.const 1) (i64.shr_u (local.get $hash) (i64.const 32)))
        (i64.shl (i64.const 1) (i64.shr_u (local.get $hash) (i64.const 26))))
      (i64.shl (i64.const 1) (i64.shr_u (local.get $hash) (i64.const 20)))))

  ;; Where the 64 bits of a hash stand in a filter.
  (func $placeOf (param $filter i32) (param $hash i64) (param $shift i64) (result i32)
    (i32.add
      (local.get $filter)
      (i32.shl (i32.wrap_i64 (i64.shr_u (local.get $hash) (local.get $shift))) (i32.const 3))))

  (func $add (param $place i32) (param $hash i64)
    (i64.store (local.get $place) (i64.or (i64.load (local.get $place)) (call $bitsOf (local.get $hash)))))

  ;; Where a word of four bytes stands among those that are looked at four at a time.
  (func $quickOf (param $group i32) (param $word i32) (result i32)
    (i32.add
      (i32.load offset=44 (local.get $group))
      (i32.shr_u (i32.mul (local.get $word) (i32.const 0x9e3779b1)) (i32.const 18))))

  ;; Takes needles of 64 bytes each (their first ones) into the filters of their group: of 64 bits each, one of words at
  ;; the first offsets, one that says at which of them, and one of the first bytes.
  (func (export "enter") (param $group i32) (param $at i32) (param $count i32)
    (local $width i32) (local $stride i32) (local $offset i32) (local $hash i64) (local $near i32)
    (local.set $width (i32.load (local.get $group)))
    (local.set $stride (i32.load offset=40 (local.get $group)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $offset (i32.const 0))
        (loop $words
          (local.set $hash
            (call $hash (call $word (i32.add (local.get $at) (local.get $offset)) (local.get $width))))
          (call $add
            (call $placeOf
              (i32.load offset=4 (local.get $group)) (local.get $hash) (i64.load offset=16 (local.get $group)))
            (local.get $hash))
          (if (i32.load offset=44 (local.get $group))
            (then
              (i32.store8
                (call $quickOf (local.get $group) (i32.load (i32.add (local.get $at) (local.get $offset))))
                (i32.const 1))))
          (local.set $near
            (call $placeOf
              (i32.load offset=8 (local.get $group)) (local.get $hash) (i64.load offset=24 (local.get $group))))
          (i64.store
            (local.get $near)
            (i64.or
              (i64.load (local.get $near))
              (i64.shl (i64.const 1) (i64.extend_i32_u (local.get $offset)))))
          (br_if $words
            (i32.lt_u
              (local.tee $offset (i32.add (local.get $offset) (i32.const 1)))
              (local.get $stride))))
        (local.set $hash (call $headHash (local.get $at) (local.get $width)))
        (call $add
          (call $placeOf
            (i32.load offset=12 (local.get $group)) (local.get $hash) (i64.load offset=32 (local.get $group)))
          (local.get $hash))
        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next))))

  ;; Where the next place that was found is written down, and where there may be no room for what one word may give.
  (global $to (mut i32) (i32.const 2048))
  (global $full i32 (i32.const 65280))

  (func (export "found") (result i32)
    (i32.shr_u (i32.sub (global.get $to) (i32.const 2048)) (i32.const 2)))

  ;; A word that is known: writes down where a needle may begin, from left to right.
  (func $meet (param $group i32) (param $from i32) (param $at i32) (param $end i32)
    (local $width i32) (local $near i64) (local $offset i64) (local $begin i32) (local $hash i64) (local $bits i64)
    (local.set $width (i32.load (local.get $group)))
    (local.set $hash (call $hash (call $word (local.get $at) (local.get $width))))
    (local.set $near
      (i64.load
        (call $placeOf
          (i32.load offset=8 (local.get $group)) (local.get $hash) (i64.load offset=24 (local.get $group)))))
    (block $done
      (loop $next
        (br_if $done (i64.eqz (local.get $near)))
        (local.set $offset (i64.sub (i64.const 63) (i64.clz (local.get $near))))
        (local.set $near (i64.xor (local.get $near) (i64.shl (i64.const 1) (local.get $offset))))
        (local.set $begin (i32.sub (local.get $at) (i32.wrap_i64 (local.get $offset))))
        (br_if $next (i32.lt_s (local.get $begin) (local.get $from)))
        (br_if $next
          (i32.gt_u
            (i32.sub (i32.add (local.get $begin) (i32.shl (local.get $width) (i32.const 1))) (i32.const 1))
            (local.get $end)))
        (local.set $hash (call $headHash (local.get $begin) (local.get $width)))
        (local.set $bits (call $bitsOf (local.get $hash)))
        (br_if $next
          (i64.ne
            (local.get $bits)
            (i64.and
              (local.get $bits)
              (i64.load
                (call $placeOf
                  (i32.load offset=12 (local.get $group))
                  (local.get $hash)
                  (i64.load offset=32 (local.get $group)))))))
        (i32.store (global.get $to) (i32.sub (local.get $begin) (local.get $from)))
        (global.set $to (i32.add (global.get $to) (i32.const 4)))
        (br $next))))

  ;; Looks at the words of a text from `at` on, and writes down the places where a needle of the group may begin,
  ;; counted from `from`. Gives where to go on when those have been looked at, or -1.
  (func (export "scan") (param $group i32) (param $from i32) (param $at i32) (param $end i32) (result i32)
    (local $width i32) (local $stride i32) (local $filter i32) (local $shift i64) (local $last i32) (local $start i32)
    (local $hash i64) (local $bits i64) (local $quick i32) (local $places v128)
    (local.set $start (local.get $at))
    (local.set $quick (i32.load offset=44 (local.get $group)))
    (local.set $width (i32.load (local.get $group)))
    (local.set $stride (i32.load offset=40 (local.get $group)))
    (local.set $filter (i32.load offset=4 (local.get $group)))
    (local.set $shift (i64.load offset=16 (local.get $group)))
    (local.set $last (i32.sub (local.get $end) (local.get $width)))
    (global.set $to (i32.const 2048))
    (block $done
      (loop $next
        ;; Short words stand close together: four that are all unknown are passed over at once.
        (if (local.get $quick)
          (then
            (if (i32.le_s (i32.add (local.get $at) (i32.const 12)) (local.get $last))
              (then
                (local.set $places
                  (i32x4.shr_u
                    (i32x4.mul (v128.load (local.get $at)) (i32x4.splat (i32.const 0x9e3779b1)))
                    (i32.const 18)))
                (if
                  (i32.eqz
                    (i32.or
                      (i32.or
                        (i32.load8_u (i32.add (local.get $quick) (i32x4.extract_lane 0 (local.get $places))))
                        (i32.load8_u (i32.add (local.get $quick) (i32x4.extract_lane 1 (local.get $places)))))
                      (i32.or
                        (i32.load8_u (i32.add (local.get $quick) (i32x4.extract_lane 2 (local.get $places))))
                        (i32.load8_u (i32.add (local.get $quick) (i32x4.extract_lane 3 (local.get $places)))))))
                  (then
                    (local.set $at (i32.add (local.get $at) (i32.const 16)))
                    (br $next)))))))
        (if (i32.gt_s (local.get $at) (local.get $last))
          (then
            ;; What begins near the end may have none of those words; of what is there it has one at each width.
            (br_if $done (i32.eq (local.get $stride) (local.get $width)))
            (local.set $at (i32.add (i32.sub (local.get $at) (local.get $stride)) (local.get $width)))
            (local.set $stride (local.get $width))
            (local.set $at (select (local.get $at) (local.get $start) (i32.gt_s (local.get $at) (local.get $start))))
            (br $next)))
        (local.set $hash
          (i64.mul
            (i64.const 0x9e3779b97f4a7c15)
            (if (result i64) (i32.eq (local.get $width) (i32.const 8))
              (then (i64.load (local.get $at)))
              (else
                (if (result i64) (i32.eq (local.get $width) (i32.const 4))
                  (then (i64.load32_u (local.get $at)))
                  (else (call $word (local.get $at) (local.get $width))))))))
        (local.set $bits
          (i64.load
            (i32.add
              (local.get $filter)
              (i32.shl (i32.wrap_i64 (i64.shr_u (local.get $hash) (local.get $shift))) (i32.const 3)))))
        (if
          (i32.and
            (i32.const 1)
            (i32.wrap_i64
              (i64.and
                (i64.and
                  (i64.shr_u (local.get $bits) (i64.shr_u (local.get $hash) (i64.const 32)))
                  (i64.shr_u (local.get $bits) (i64.shr_u (local.get $hash) (i64.const 26))))
                (i64.shr_u (local.get $bits) (i64.shr_u (local.get $hash) (i64.const 20))))))
          (then
            (call $meet (local.get $group) (local.get $from) (local.get $at) (local.get $end))
            (if (i32.gt_u (global.get $to) (global.get $full))
              (then (return (i32.add (local.get $at) (local.get $stride)))))))
        (local.set $at (i32.add (local.get $at) (local.get $stride)))
        (br $next)))
    (i32.const -1)))
