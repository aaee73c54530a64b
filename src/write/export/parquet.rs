//! Parquet: amounts as decimals of 128 bits, text by dictionary, compressed by zstd, written a row group at a time.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::mem::take;
use std::sync::Arc;

use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};

use super::files::{BUFFER_BYTES, Rows};
use super::io_error;
use crate::write::facts::{Cell, Changed, Column, Kind, NUMBER_SCALE, Relation, YUAN_SCALE};

/// How many rows are kept in memory before they are written: some ten megabytes of facts.
const GROUP_ROWS: usize = 1 << 16;
/// The digits of a decimal of 128 bits.
const PRECISION: i32 = 38;
/// The bytes of one.
const DECIMAL_BYTES: i32 = 16;

/// A Parquet file and the row group that is being gathered.
pub(super) struct Parquet {
    file: SerializedFileWriter<BufWriter<File>>,
    columns: Vec<Gathered>,
    rows: usize,
}

impl Rows for Parquet {
    const ENDING: &'static str = "parquet";

    fn begin(file: File, relation: &'static Relation, _: bool) -> io::Result<Self> {
        let file = BufWriter::with_capacity(BUFFER_BYTES, file);
        let fields = relation.columns.iter().map(|column| field(column).map(Arc::new));
        let fields = fields.collect::<Result<Vec<_>, _>>().map_err(io_error)?;
        let schema = Type::group_type_builder(relation.name).with_fields(fields).build().map_err(io_error)?;
        let about = relation
            .columns
            .iter()
            .map(|column| KeyValue::new(column.name.to_owned(), column.doc.to_owned()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("yusuan ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(about.collect()))
            .set_statistics_enabled(EnabledStatistics::Chunk);
        // Rows come document by document: a group has texts and amounts from all of their range, and to find it takes long.
        let others = relation.columns.iter().filter(|column| column.kind != Kind::Integer);
        let properties = others.fold(properties, |properties, column| {
            properties.set_column_statistics_enabled(ColumnPath::from(column.name), EnabledStatistics::None)
        });
        // Whole numbers count rows, pages and lines: their differences are small, and no dictionary is smaller. Figures
        // are looked up in one for longer than compression takes to find those that are the same.
        let figures = relation.columns.iter().filter(|column| column.kind != Kind::Text);
        let properties = figures.fold(properties, |properties, column| {
            let path = ColumnPath::from(column.name);
            let properties = properties.set_column_dictionary_enabled(path.clone(), false);
            match column.kind {
                Kind::Integer => properties.set_column_encoding(path, Encoding::DELTA_BINARY_PACKED),
                _ => properties,
            }
        });
        let file = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties.build()))
            .map_err(io_error)?;
        let columns = relation.columns.iter().map(|column| Gathered::new(column.kind)).collect();
        Ok(Self { file, columns, rows: 0 })
    }

    fn add(&mut self, cells: &[Cell<'_>], changed: Changed) -> io::Result<()> {
        let changed = if self.rows == 0 { Changed::all(cells.len()) } else { changed };
        for place in changed.places() {
            if let (Some(column), Some(cell)) = (self.columns.get_mut(place), cells.get(place)) {
                column.repeat(self.rows);
                column.add(cell);
            }
        }
        self.rows += 1;
        if self.rows == GROUP_ROWS { self.write_group().map_err(io_error) } else { Ok(()) }
    }

    fn finish(mut self) -> io::Result<()> {
        self.write_group().map_err(io_error)?;
        self.file.into_inner().map_err(io_error)?.flush()
    }
}

impl Parquet {
    fn write_group(&mut self) -> Result<(), ParquetError> {
        let rows = take(&mut self.rows);
        if rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group()?;
        for column in &mut self.columns {
            column.repeat(rows);
            column.write(&mut group)?;
        }
        group.close().map(drop)
    }
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    let builder =
        |physical| Type::primitive_type_builder(column.name, physical).with_repetition(Repetition::OPTIONAL);
    let decimal = |scale: u32| {
        let scale = i32::try_from(scale).unwrap_or_default();
        builder(Physical::FIXED_LEN_BYTE_ARRAY)
            .with_length(DECIMAL_BYTES)
            .with_logical_type(Some(LogicalType::decimal(scale, PRECISION)))
            .with_precision(PRECISION)
            .with_scale(scale)
            .build()
    };
    match column.kind {
        Kind::Text => builder(Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String)).build(),
        Kind::Integer => builder(Physical::INT64).build(),
        Kind::Boolean => builder(Physical::BOOLEAN).build(),
        Kind::Yuan => decimal(YUAN_SCALE),
        Kind::Number => decimal(NUMBER_SCALE),
    }
}

/// The cells of a column in the row group that is being gathered, but for those of the last rows that are as the one
/// before them.
struct Gathered {
    /// The values that are there.
    values: Values,
    /// For each row 1 where there is a value, else 0.
    levels: Vec<i16>,
}

enum Values {
    Texts(Bytes),
    Integers(Vec<i64>),
    Booleans(Vec<bool>),
    Decimals(Bytes),
}

/// Values behind each other in one piece of memory: a piece for each takes longer than compressing it. What is the same
/// in row after row, as the issuer is, stands there once.
#[derive(Default)]
struct Bytes {
    bytes: Vec<u8>,
    runs: Vec<Run>,
}

/// How long a value is, and how many rows after each other have it.
struct Run {
    length: usize,
    rows: usize,
}

impl Bytes {
    /// Adds the last value as many times again.
    fn repeat(&mut self, count: usize) {
        if let Some(run) = self.runs.last_mut() {
            run.rows += count;
        }
    }

    fn push(&mut self, value: &[u8]) {
        match self.runs.last_mut() {
            Some(run) if run.length == value.len() && self.bytes.ends_with(value) => run.rows += 1,
            _ => {
                self.bytes.extend_from_slice(value);
                self.runs.push(Run { length: value.len(), rows: 1 });
            }
        }
    }

    /// Takes the values out, one for every row that has one.
    fn take(&mut self) -> Vec<ByteArray> {
        let Self { bytes, runs } = take(self);
        let bytes = ByteArray::from(bytes);
        let (mut values, mut start) = (Vec::with_capacity(runs.iter().map(|run| run.rows).sum()), 0);
        for Run { length, rows } in runs {
            values.resize(values.len() + rows, bytes.slice(start, length));
            start += length;
        }
        values
    }
}

impl Gathered {
    fn new(kind: Kind) -> Self {
        let values = match kind {
            Kind::Text => Values::Texts(Bytes::default()),
            Kind::Integer => Values::Integers(Vec::new()),
            Kind::Boolean => Values::Booleans(Vec::new()),
            Kind::Yuan | Kind::Number => Values::Decimals(Bytes::default()),
        };
        Self { values, levels: Vec::new() }
    }

    /// Adds the last cell again and again, until there are so many.
    fn repeat(&mut self, rows: usize) {
        let count = rows - self.levels.len();
        let level = self.levels.last().copied().unwrap_or_default();
        self.levels.resize(rows, level);
        if level == 0 || count == 0 {
            return;
        }
        match &mut self.values {
            Values::Texts(bytes) | Values::Decimals(bytes) => bytes.repeat(count),
            Values::Integers(numbers) => repeat_last(numbers, count),
            Values::Booleans(truths) => repeat_last(truths, count),
        }
    }

    fn add(&mut self, cell: &Cell<'_>) {
        match (&mut self.values, cell) {
            (Values::Texts(texts), Cell::Text(text)) => texts.push(text.as_bytes()),
            (Values::Integers(numbers), Cell::Integer(number)) => numbers.push(*number),
            (Values::Booleans(truths), Cell::Boolean(truth)) => truths.push(*truth),
            (Values::Decimals(numbers), Cell::Decimal(number)) => {
                numbers.push(&number.mantissa().to_be_bytes());
            }
            _ => return self.levels.push(0),
        }
        self.levels.push(1);
    }

    fn write<W: Write + Send>(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        let Some(mut column) = group.next_column()? else { return Ok(()) };
        let levels = take(&mut self.levels);
        match &mut self.values {
            Values::Texts(texts) => write::<ByteArrayType>(&mut column, &texts.take(), &levels)?,
            Values::Integers(numbers) => write::<Int64Type>(&mut column, &take(numbers), &levels)?,
            Values::Booleans(truths) => write::<BoolType>(&mut column, &take(truths), &levels)?,
            Values::Decimals(numbers) => {
                let numbers: Vec<_> = numbers.take().into_iter().map(FixedLenByteArray::from).collect();
                write::<FixedLenByteArrayType>(&mut column, &numbers, &levels)?;
            }
        }
        column.close()
    }
}

fn repeat_last<T: Copy>(values: &mut Vec<T>, count: usize) {
    if let Some(last) = values.last().copied() {
        values.resize(values.len() + count, last);
    }
}

fn write<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    values: &[T::T],
    levels: &[i16],
) -> Result<(), ParquetError> {
    column.typed::<T>().write_batch(values, Some(levels), None).map(drop)
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader, SerializedFileReader};

    use super::*;
    use crate::write::facts::DOCUMENTS;

    #[test]
    fn a_full_row_group_is_written_and_the_next_begins() {
        let path = std::env::temp_dir().join(format!("yusuan-groups-{}.parquet", std::process::id()));
        let file = File::create(&path).unwrap();
        let mut parquet = Parquet::begin(file, &DOCUMENTS, false).unwrap();
        let cells = vec![Cell::Null; DOCUMENTS.columns.len()];
        for _ in 0..=GROUP_ROWS {
            parquet.add(&cells, Changed::all(cells.len())).unwrap();
        }
        parquet.finish().unwrap();
        let reader = SerializedFileReader::new(File::open(&path).unwrap()).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(reader.metadata().num_row_groups(), 2);
        assert_eq!(reader.metadata().file_metadata().num_rows(), GROUP_ROWS as i64 + 1);
    }
}
