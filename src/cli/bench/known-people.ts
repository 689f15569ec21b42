/** A public set of people's records of which it is known who is who. */
export interface KnownSet {
  id: string
  /** Under the folder of the data. */
  file: string
  /** Column of the record's number. */
  record: string
  /** Who a record truly is. */
  entityOf(cell: (column: string) => string): string
  fields: Record<string, { column?: string; expression?: string; format?: string }>
}

/** Impossible dates are there on purpose: the date is left out, the record is not. */
const possibleDate = (column: string, result = column) => {
  const [month, day] = [`month(${column})`, `day(${column})`]
  const days = `${day} <= 28 or (${day} <= 30 and ${month} != 2) or (${day} = 31 and oneof(${month}, 1, 3, 5, 7, 8, 10, 12))`
  return `if(isblank(${column}) or startswith(${column}, '-'), '', if(${month} >= 1 and ${month} <= 12 and ${day} >= 1 and (${days}), ${result}, ''))`
}

const febrl = (id: string): KnownSet => ({
  id,
  file: `febrl/${id}.csv.gz`,
  record: 'rec_id',
  entityOf: (cell) => /^rec-(\d+)-/.exec(cell('rec_id'))?.[1] ?? cell('rec_id'),
  fields: {
    record: { column: 'rec_id' },
    name: { expression: "trim(concat(given_name, ' ', surname))" },
    address: {
      expression:
        "concat(street_number, ' ', address_1, ', ', address_2, ', ', suburb, ', ', postcode, ' ', state)",
    },
    birthday: { expression: possibleDate('date_of_birth'), format: 'yyyyMMdd' },
    card: { column: 'soc_sec_id' },
  },
})

export const knownSets: readonly KnownSet[] = [
  febrl('febrl1'),
  febrl('febrl2'),
  febrl('febrl3'),
  {
    id: 'historical_50k',
    file: 'splink/historical_50k.csv.gz',
    record: 'unique_id',
    entityOf: (cell) => cell('cluster'),
    fields: {
      record: { column: 'unique_id' },
      name: { column: 'first_and_surname' },
      address: { expression: "trim(concat(birth_place, ' ', postcode_fake))" },
      // Nobody the program knows was born before 1900: the century is left out, the rest is compared.
      birthday: {
        expression: possibleDate('dob', "concat('19', substring(dob, 3))"),
        format: 'yyyy-MM-dd',
      },
    },
  },
]
