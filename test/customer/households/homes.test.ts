import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  findHomes,
  type HomeRules,
  isDwelling,
  type Resident,
} from '../../../src/customer/households/homes.ts'
import { sameSurname, surnameOf } from '../../../src/customer/households/surname.ts'
import { readAddress } from '../../../src/customer/identity/address/index.ts'
import { loadNameForms } from '../../../src/customer/identity/names/forms.ts'

const forms = await loadNameForms()
const rules: HomeRules = { surname: true, contact: true, addressAlone: false, mostPeople: 8 }
const never = () => false
function resident(
  person: number,
  name: string,
  address: string,
  more: { phone?: string; card?: string } = {},
): Resident {
  const surname = surnameOf(name, forms)
  return {
    person,
    address: readAddress(address, forms),
    surnames: surname ? [surname] : [],
    phones: new Set(more.phone ? [more.phone] : []),
    emails: new Set(),
    cards: new Set(more.card ? [more.card] : []),
  }
}
const home = '上海市浦东新区中山路12号3栋502室'
const peopleOf = (
  residents: Resident[],
  change: Partial<HomeRules> = {},
  apart = never as (a: number, b: number) => boolean,
) =>
  findHomes(residents, { ...rules, ...change }, apart).homes.map(({ people }) =>
    people.map(({ person }) => person),
  )

describe('people of one home', () => {
  it('are found by door and surname, however the address is written', () => {
    const found = findHomes(
      [resident(1, '张伟', home), resident(2, '張小明', '浦東新區中山路12-3-502'), resident(3, '李娜', home)],
      rules,
      never,
    )
    expect(found.homes).toEqual([
      {
        people: [
          { person: 1, evidence: ['address', 'surname'] },
          { person: 2, evidence: ['address', 'surname'] },
        ],
      },
    ])
  })
  it('are found by a shared telephone or card, whatever the surnames', () => {
    const both = [resident(1, '张伟', home, { phone: '1' }), resident(2, '李娜', home, { phone: '1' })]
    expect(peopleOf(both)).toEqual([[1, 2]])
    expect(peopleOf(both, { contact: false })).toEqual([])
    expect(peopleOf([resident(1, '张伟', home), resident(2, '李娜', home)], { addressAlone: true })).toEqual([
      [1, 2],
    ])
  })
  it('are joined through a third, but not where somebody took two of them apart', () => {
    const three = [
      resident(1, '张伟', home, { phone: '1' }),
      resident(2, '李娜', home, { phone: '1', card: 'c' }),
      resident(3, '王芳', home, { card: 'c' }),
    ]
    expect(peopleOf(three)).toEqual([[1, 2, 3]])
    expect(peopleOf(three, {}, (a, b) => a + b === 4 && a !== b)).toEqual([[1, 2]])
  })
  it('are not those of a neighbour, of another town, or of a dormitory', () => {
    expect(peopleOf([resident(1, '张伟', home), resident(2, '张明', home.replace('502', '503'))])).toEqual([])
    const street = '鼓楼区中山路12号3栋502室'
    expect(
      peopleOf([resident(1, '张伟', `南京市${street}`), resident(2, '张明', `徐州市${street}`)]),
    ).toEqual([])
    const many = Array.from({ length: 9 }, (_, i) => resident(i + 1, '张伟', home))
    expect(findHomes(many, rules, never)).toEqual({ homes: [], tooMany: 1 })
  })
  it('live in a flat or a house of their own: the number of a whole building says nothing', () => {
    const dwelling = (text: string) => isDwelling(readAddress(text, forms), /\p{Script=Han}/u.test(text))
    expect(dwelling(home)).toBe(true)
    expect(dwelling('上海市浦东新区中山路12号')).toBe(false)
    expect(dwelling('河北省定州市李家村12号')).toBe(true)
    expect(dwelling('12 Main Street, London')).toBe(true)
  })
  it('stand in one home at most, whatever the order', () => {
    const one = fc.record({
      name: fc.constantFrom('张伟', '李娜', 'Ann Smith', 'Zhang Wei', ''),
      address: fc.constantFrom(home, '中山路12号3栋502室', '12 Main St', '12 Main Street, Flat 2'),
      phone: fc.constantFrom('', '1', '2'),
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 9 }), (list) => {
        const residents = list.map((each, i) => resident(i + 1, each.name, each.address, each))
        const homes = peopleOf(residents)
        expect(new Set(homes.flat()).size).toBe(homes.flat().length)
        expect(peopleOf(residents.toReversed())).toEqual(homes)
      }),
    )
  })
})

describe('surnames', () => {
  const same = (a: string, b: string) => {
    const [one, other] = [surnameOf(a, forms), surnameOf(b, forms)]
    return one !== null && other !== null && sameSurname(one, other)
  }
  it.each([
    ['张伟', '張明', true],
    ['张伟', '章明', false],
    ['欧阳娜', '欧阳明', true],
    ['欧阳娜', '欧明', false],
    ['张伟', 'Zhang Ming', true],
    ['Ann Smith', 'Smith, John', true],
    ['Ann Smith', 'Ann Brown', false],
  ])('%s and %s: %s', (a, b, expected) => expect(same(a, b)).toBe(expected))
})
