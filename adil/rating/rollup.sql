-- One statement, the same text on DuckDB, Spark and PostgreSQL. Only sums, counts, maxima and last values:
-- nothing is divided or rounded here, so order and engine never change a digit. docs/rollup.md explains it.
--
--   facts      unit, indicator, period, value, status
--   part       period, place, first_day, last_day, length: the period asked for and all periods inside it;
--              place counts them by their last day, a longer one after those inside it
--   indicator  indicator, over_tree, over_time, weight; paired = 1 if it has a weight or is one
--   tree       unit, block, bit: units with the same home in blocks of up to 59, each with a bit of its own
--   home       block, home, own: the unit to whose figures the block counts; own = 1 if it is that unit itself
--   line       home, above: a unit, and itself and each unit above it
WITH cell AS (
  -- The only pass over all facts: what a block told of an indicator in one period.
  SELECT g.block, g.indicator, g.valued, g.total, g.highest, g.mask, g.tally, p.place, p.length
  FROM (
    SELECT t.block, f.indicator, f.period, count(f.value) AS valued,
           sum(f.value) AS total, max(f.value) AS highest,
           bit_or(t.bit) AS mask, sum(CAST(t.bit AS DECIMAL(18, 0))) AS tally
    FROM facts f
    LEFT JOIN tree t ON t.unit = f.unit
    WHERE f.status <> 'missing' AND f.status <> 'not_applicable' AND f.status <> 'rejected'
    GROUP BY t.block, f.indicator, f.period
  ) g
  JOIN part p ON p.period = g.period
),
block AS (
  -- repeated: the sum of the bits is their union exactly if no unit told the same twice.
  SELECT c.block, c.indicator, r.over_tree, r.over_time, r.paired,
         count(*) AS parts, min(c.length) AS shortest, max(c.length) AS longest, max(c.place) AS last_place,
         max(CASE WHEN c.tally = c.mask THEN 0 ELSE 1 END) AS repeated,
         sum(c.total) AS total, max(c.highest) AS highest, bit_or(c.mask) AS mask
  FROM cell c
  JOIN indicator r ON r.indicator = c.indicator
  WHERE c.block IS NOT NULL
  GROUP BY c.block, c.indicator, r.over_tree, r.over_time, r.paired
),
latest AS (
  SELECT c.block, c.indicator, c.total, c.highest, c.mask
  FROM block b
  JOIN cell c ON c.block = b.block AND c.indicator = b.indicator AND c.place = b.last_place
  WHERE b.over_time = 'last' AND b.parts > 1
),
sorted AS (
  -- Which blocks may be taken whole, and which must be gone through unit by unit.
  SELECT b.block, b.indicator, b.over_time, b.mask,
         CASE WHEN b.repeated = 1 OR b.paired = 1 THEN 'singly'
              WHEN b.parts = 1 THEN 'whole'
              WHEN b.over_time = 'sum' AND b.over_tree <> 'max' AND b.shortest = b.longest THEN 'whole'
              WHEN l.mask = b.mask THEN 'latest'
              ELSE 'singly' END AS way,
         CASE WHEN l.mask = b.mask THEN l.total ELSE b.total END AS total,
         CASE WHEN l.mask = b.mask THEN l.highest ELSE b.highest END AS highest
  FROM block b
  LEFT JOIN latest l ON l.block = b.block AND l.indicator = b.indicator
),
said AS (
  -- A verified figure goes before a reported one; two of the same kind contradict each other.
  SELECT f.unit, t.block, f.indicator, p.first_day, p.last_day, b.over_time,
         coalesce(max(CASE WHEN f.status = 'verified' THEN f.value END), max(f.value)) AS value,
         CASE WHEN count(CASE WHEN f.status = 'verified' THEN 1 END) > 1
                OR count(CASE WHEN f.status = 'reported' THEN 1 END) > 1 THEN 1 ELSE 0 END AS twice
  FROM facts f
  JOIN part p ON p.period = f.period
  JOIN tree t ON t.unit = f.unit
  JOIN sorted b ON b.block = t.block AND b.indicator = f.indicator AND b.way = 'singly'
  WHERE f.status = 'reported' OR f.status = 'verified'
  GROUP BY f.unit, t.block, f.indicator, p.first_day, p.last_day, b.over_time
),
nested AS (
  -- covered_to: how far the periods reach that begin before this one, or with it and are longer.
  SELECT unit, block, indicator, last_day, over_time, value,
         max(last_day) OVER (PARTITION BY unit, indicator ORDER BY first_day, last_day DESC
                             ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered_to,
         max(last_day) OVER (PARTITION BY unit, indicator) AS newest
  FROM said
),
single AS (
  -- A part of a period that is reported itself is not added to it.
  SELECT unit, block, indicator, sum(value) AS value
  FROM nested
  WHERE (covered_to IS NULL OR covered_to < last_day) AND (over_time = 'sum' OR last_day = newest)
  GROUP BY unit, block, indicator
),
piece AS (
  SELECT v.block, v.indicator, count(*) AS reported, sum(v.value) AS total, max(v.value) AS highest,
         count(w.value) AS weighed, sum(v.value * w.value) AS product, sum(w.value) AS weight
  FROM single v
  JOIN indicator r ON r.indicator = v.indicator
  LEFT JOIN single w ON w.unit = v.unit AND w.indicator = r.weight
  GROUP BY v.block, v.indicator
  UNION ALL
  -- The number of bits in a mask, two by two, four by four and so on: a count of bits has no common name.
  SELECT block, indicator, (n + (n >> 32)) & 127, total, highest, 0, NULL, NULL
  FROM (SELECT block, indicator, total, highest, n + (n >> 16) AS n
  FROM (SELECT block, indicator, total, highest, n + (n >> 8) AS n
  FROM (SELECT block, indicator, total, highest, (n + (n >> 4)) & 1085102592571150095 AS n
  FROM (SELECT block, indicator, total, highest,
               (n & 3689348814741910323) + ((n >> 2) & 3689348814741910323) AS n
  FROM (SELECT block, indicator, total, highest, mask - ((mask >> 1) & 6148914691236517205) AS n
        FROM sorted WHERE way <> 'singly') a) b) c) d) e
),
held AS (
  SELECT h.home, p.indicator, sum(p.reported) AS reported,
         max(CASE WHEN h.own = 1 THEN p.total END) AS own,
         sum(p.total) AS total, max(p.highest) AS highest,
         sum(p.weighed) AS weighed, sum(p.product) AS product, sum(p.weight) AS weight
  FROM piece p
  JOIN home h ON h.block = p.block
  GROUP BY h.home, p.indicator
)
SELECT 'figure' AS kind, l.above AS unit, h.indicator, sum(h.reported) AS count,
       max(CASE WHEN l.above = h.home THEN h.own END) AS own, sum(h.total) AS total, max(h.highest) AS highest,
       sum(h.weighed) AS weighed, sum(h.product) AS product, sum(h.weight) AS weight
FROM held h
JOIN line l ON l.home = h.home
GROUP BY l.above, h.indicator
UNION ALL
SELECT 'stray', NULL, NULL, sum(valued), NULL, NULL, NULL, NULL, NULL, NULL
FROM cell WHERE block IS NULL
UNION ALL
SELECT 'unsound', NULL, NULL, count(*), NULL, NULL, NULL, NULL, NULL, NULL
FROM facts f
JOIN part p ON p.period = f.period
WHERE f.status IS NULL
   OR (f.status <> 'reported' AND f.status <> 'verified' AND f.status <> 'missing'
       AND f.status <> 'not_applicable' AND f.status <> 'rejected')
UNION ALL
SELECT 'empty', NULL, NULL, count(*), NULL, NULL, NULL, NULL, NULL, NULL
FROM facts f
JOIN part p ON p.period = f.period
WHERE f.value IS NULL AND (f.status = 'reported' OR f.status = 'verified')
UNION ALL
SELECT 'twice', NULL, NULL, sum(twice), NULL, NULL, NULL, NULL, NULL, NULL
FROM said WHERE twice = 1
UNION ALL
SELECT 'unknown', NULL, c.indicator, sum(c.valued), NULL, NULL, NULL, NULL, NULL, NULL
FROM cell c
LEFT JOIN indicator r ON r.indicator = c.indicator
WHERE r.indicator IS NULL
GROUP BY c.indicator
