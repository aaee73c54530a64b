-- Spending by function over the years, from the budgets
SELECT fiscal_year, item, min(label) AS function, round(sum(amount_yuan), 2) AS yuan
FROM facts
WHERE document_kind = 'budget' AND table_kind = 'general_public_expenditure'
  AND length(code) = 3 AND measure = 'total'
GROUP BY fiscal_year, item
ORDER BY fiscal_year, item;

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

-- Projects of 300,000 yuan and more with their indicators
SELECT f.issuer, f.label AS project, f.amount_yuan, i.level1, i.level3, i.target
FROM facts AS f
LEFT JOIN indicators AS i ON i.document_sha256 = f.document_sha256 AND i.project = f.label
WHERE f.table_kind = 'project_expenditure' AND f.item = 'project' AND f.measure = 'total'
  AND f.amount_yuan >= 300000
ORDER BY f.amount_yuan DESC, f.document_sha256, f.row_index, i.indicator_index;

-- All contradicted amounts and where they are printed
SELECT d.path, f.page, f.line, f.table_title, f.label, f."column", f.raw, f.amount_yuan
FROM facts AS f
JOIN documents AS d ON d.document_sha256 = f.document_sha256
WHERE f.proof = 'contradicted'
ORDER BY d.path, f.table_id, f.row_index, f.column_index;
