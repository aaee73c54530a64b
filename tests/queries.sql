-- Spending by function over the years, from the budgets: of the files of one department the one with the most proven
-- amounts counts, and of codes within each other (类, 款, 项) the shortest that its table prints
WITH files AS (
  SELECT document_sha256,
         row_number() OVER (
           PARTITION BY coalesce(issuer, path), fiscal_year ORDER BY coalesce(proven, 0) DESC, path
         ) AS choice
  FROM documents
  WHERE document_kind = 'budget' AND document_sha256 IN
        (SELECT document_sha256 FROM facts WHERE table_kind = 'general_public_expenditure')
), spending AS (
  SELECT fiscal_year, code, label, amount_yuan, substr(code, 1, 3) AS class,
         min(length(code)) OVER (PARTITION BY document_sha256, table_id, org_code, substr(code, 1, 3)) AS shortest
  FROM facts
  WHERE document_sha256 IN (SELECT document_sha256 FROM files WHERE choice = 1)
    AND table_kind = 'general_public_expenditure' AND measure = 'total' AND item = 'expenditure.' || code
)
SELECT fiscal_year, class, min(CASE WHEN length(code) = 3 THEN label END) AS function,
       round(sum(amount_yuan), 2) AS yuan
FROM spending
WHERE length(code) = shortest
GROUP BY fiscal_year, class
ORDER BY fiscal_year, class;

-- “三公”经费 by department
SELECT issuer, fiscal_year,
       max(CASE WHEN item = 'three_public.total' THEN amount_yuan END) AS total,
       max(CASE WHEN item = 'three_public.abroad' THEN amount_yuan END) AS abroad,
       max(CASE WHEN item = 'three_public.vehicles' THEN amount_yuan END) AS vehicles,
       max(CASE WHEN item = 'three_public.reception' THEN amount_yuan END) AS reception
FROM facts
WHERE document_kind = 'budget' AND table_kind = 'three_public' AND measure = 'total'
GROUP BY issuer, fiscal_year
ORDER BY issuer, fiscal_year;

-- Projects of 300,000 yuan and more with their indicators, of the files of one department again from one
WITH files AS (
  SELECT document_sha256, row_number() OVER (
           PARTITION BY coalesce(issuer, path), fiscal_year, document_kind ORDER BY coalesce(proven, 0) DESC, path
         ) AS choice
  FROM documents
  WHERE document_sha256 IN (SELECT document_sha256 FROM facts WHERE table_kind = 'project_expenditure')
)
SELECT f.issuer, f.label AS project, f.amount_yuan, i.level1, i.level3, i.target
FROM facts AS f
LEFT JOIN indicators AS i ON i.document_sha256 = f.document_sha256 AND i.project = f.label
WHERE f.document_sha256 IN (SELECT document_sha256 FROM files WHERE choice = 1)
  AND f.table_kind = 'project_expenditure' AND f.item = 'project' AND f.measure = 'total'
  AND f.amount_yuan >= 300000
ORDER BY f.amount_yuan DESC, f.document_sha256, f.row_index, i.indicator_index;

-- All contradicted amounts and where they are printed
SELECT d.path, f.page, f.line, f.table_title, f.label, f."column", f.raw, f.amount_yuan
FROM facts AS f
JOIN documents AS d ON d.document_sha256 = f.document_sha256
WHERE f.proof = 'contradicted'
ORDER BY d.path, f.table_id, f.row_index, f.column_index;
