//! Parquet: amounts as decimals of 128 bits, text by dictionary, compressed by zstd, written a row group at a time.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::iter::repeat_n;
use std::mem::take;
use std::ops::Range;
use std::sync::Arc;

use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, FixedLenByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type};

use super::files::{BUFFER_BYTES, Rows};
use super::io_error;
use crate::write::facts::{Cell, Changed, Column, Kind, Relation, SCALE, parts};

/// How many rows are kept in memory before they are written: some ten megabytes of facts.
const GROUP_ROWS: usize = 1 << 16;
/// How many of them at least are handed over at once: as many as Parquet takes at once.
const PIECE_ROWS: usize = 1 << 10;
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
                column.add(self.rows, cell);
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
        for gathered in &mut self.columns {
            if let Some(mut column) = group.next_column()? {
                gathered.write(&mut column, rows)?;
                column.close()?;
            }
        }
        group.close().map(drop)
    }
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    let builder =
        |physical| Type::primitive_type_builder(column.name, physical).with_repetition(Repetition::OPTIONAL);
    match column.kind {
        Kind::Text => builder(Physical::BYTE_ARRAY).with_logical_type(Some(LogicalType::String)).build(),
        Kind::Integer => builder(Physical::INT64).build(),
        Kind::Boolean => builder(Physical::BOOLEAN).build(),
        Kind::Yuan | Kind::Number => {
            let scale = i32::try_from(SCALE).unwrap_or_default();
            builder(Physical::FIXED_LEN_BYTE_ARRAY)
                .with_length(DECIMAL_BYTES)
                .with_logical_type(Some(LogicalType::decimal(scale, PRECISION)))
                .with_precision(PRECISION)
                .with_scale(scale)
                .build()
        }
    }
}

/// The cells of a column in the row group that is being gathered. Values stand behind each other in one piece of memory,
/// for a piece for each takes longer than compressing it, and what is the same in row after row, as the issuer is, stands
/// there once.
struct Gathered {
    kind: Kind,
    bytes: Vec<u8>,
    runs: Vec<Run>,
}

/// A cell that rows after each other have: the first of them, and the length of its value if it has one.
struct Run {
    row: usize,
    length: Option<usize>,
}

impl Gathered {
    fn new(kind: Kind) -> Self {
        Self { kind, bytes: Vec::new(), runs: Vec::new() }
    }

    /// Adds the cell that this row has, and those after it unless they have another.
    fn add(&mut self, row: usize, cell: &Cell<'_>) {
        let Self { kind, bytes, runs } = self;
        let start = bytes.len();
        match (kind, cell) {
            (Kind::Text, Cell::Text(text)) => bytes.extend_from_slice(text.as_bytes()),
            (Kind::Integer, Cell::Integer(number)) => bytes.extend_from_slice(&number.to_ne_bytes()),
            (Kind::Boolean, Cell::Boolean(truth)) => bytes.push((*truth).into()),
            (Kind::Yuan | Kind::Number, Cell::Decimal(number)) => match parts(*number) {
                Some(parts) => bytes.extend_from_slice(&parts.to_be_bytes()),
                None => return runs.push(Run { row, length: None }),
            },
            _ => return runs.push(Run { row, length: None }),
        }
        runs.push(Run { row, length: Some(bytes.len() - start) });
    }

    /// Writes the cells of so many rows into a column.
    fn write(&mut self, column: &mut SerializedColumnWriter<'_>, rows: usize) -> Result<(), ParquetError> {
        match self.kind {
            Kind::Text => {
                self.write_as::<ByteArrayType>(column, rows, |bytes, at| bytes.slice(at.start, at.len()))
            }
            Kind::Integer => self.write_as::<Int64Type>(column, rows, |bytes, at| {
                bytes.data()[at].try_into().map_or(0, i64::from_ne_bytes)
            }),
            Kind::Boolean => self.write_as::<BoolType>(column, rows, |bytes, at| bytes.data()[at] == [1]),
            Kind::Yuan | Kind::Number => self.write_as::<FixedLenByteArrayType>(column, rows, |bytes, at| {
                bytes.slice(at.start, at.len()).into()
            }),
        }
    }

    /// Hands them over piece by piece, for the values of a whole row group do not fit into the nearest memory.
    fn write_as<T: DataType>(
        &mut self,
        column: &mut SerializedColumnWriter<'_>,
        rows: usize,
        value: impl Fn(&ByteArray, Range<usize>) -> T::T,
    ) -> Result<(), ParquetError> {
        let column = column.typed::<T>();
        let (bytes, mut at) = (ByteArray::from(take(&mut self.bytes)), 0);
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        let ends = self.runs.iter().skip(1).map(|next| next.row).chain([rows]);
        for (Run { row, length }, end) in self.runs.iter().zip(ends) {
            let rows = end - row;
            levels.resize(levels.len() + rows, i16::from(length.is_some()));
            if let Some(length) = length {
                values.extend(repeat_n(value(&bytes, at..at + length), rows));
                at += length;
            }
            if levels.len() >= PIECE_ROWS {
                column.write_batch(&values, Some(&levels), None)?;
                values.clear();
                levels.clear();
            }
        }
        self.runs.clear();
        column.write_batch(&values, Some(&levels), None).map(drop)
    }
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
