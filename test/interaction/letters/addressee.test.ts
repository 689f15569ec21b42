import { describe, expect, it } from 'vitest'
import { openPostal } from '../../../src/customer/contact/postal.ts'
import { addressLines, sharedHomes } from '../../../src/interaction/letters/addressee.ts'

const none = { households: new Set<string>(), addresses: new Set<string>() }
const at = (personKey: number, address: string) => ({ personKey, addressIndex: Buffer.from(address) })

describe('one letter a home', () => {
  it('writes to the head of the household, else to who has been a customer longest', () => {
    const people = [at(3, 'a'), at(1, 'b'), at(2, 'c')]
    const homes = new Map([
      [1, { household: 'h', isHead: false }],
      [3, { household: 'h', isHead: true }],
    ])
    const others = (level: 'person' | 'household' | 'area') =>
      [...sharedHomes(level, people, homes, none)].map(({ personKey }) => personKey)
    expect(others('household')).toEqual([1])
    expect(others('area')).toEqual([1])
    expect(others('person')).toEqual([])
  })
  it('takes people of one address for one home, also where no household was confirmed', () => {
    const people = [at(5, 'door'), at(4, 'door')]
    expect([...sharedHomes('household', people, new Map(), none)].map((one) => one.personKey)).toEqual([5])
  })
  it('joins homes by whoever belongs to both: one of the household lives at the address of another customer', () => {
    const homes = new Map([
      [1, { household: 'h', isHead: true }],
      [2, { household: 'h', isHead: false }],
    ])
    const others = sharedHomes('household', [at(1, 'old'), at(2, 'new'), at(3, 'new')], homes, none)
    expect([...others].map(({ personKey }) => personKey)).toEqual([2, 3])
  })
  it('leaves out homes that an earlier batch of the campaign wrote to', () => {
    const taken = { households: new Set(['h']), addresses: new Set([Buffer.from('door').toString('hex')]) }
    const homes = new Map([[1, { household: 'h', isHead: true }]])
    const others = sharedHomes('household', [at(1, 'x'), at(2, 'door'), at(3, 'free')], homes, taken)
    expect([...others].map(({ personKey }) => personKey)).toEqual([1, 2])
  })
})

describe('how a letter is addressed', () => {
  it('writes the three levels in each language, and to the household where no name is known', () => {
    const zh = (level: 'person' | 'household' | 'area', name: string | null) =>
      addressLines(level, name, '杭州市文三路 90 号', 'zh-CN')
    expect(zh('person', '王敏')).toEqual(['杭州市文三路 90 号', '王敏 收'])
    expect(zh('household', '王敏')).toEqual(['杭州市文三路 90 号', '王敏 及家人 收'])
    expect(zh('area', '王敏')).toEqual(['杭州市文三路 90 号', '住户 收'])
    expect(zh('person', null)).toEqual(['杭州市文三路 90 号', '住户 收'])
    const en = (level: 'person' | 'household' | 'area', name: string | null) =>
      addressLines(level, name, '1 High Street\n\nLondon', 'en')
    expect(en('person', 'Ann Lee')).toEqual(['Ann Lee', '1 High Street', 'London'])
    expect(en('household', 'Ann Lee')).toEqual(['Ann Lee and family', '1 High Street', 'London'])
    expect(en('area', 'Ann Lee')).toEqual(['To the household at', '1 High Street', 'London'])
  })
})

describe('what a postal address lacks', () => {
  it.each([
    ['浙江省杭州市西湖区文三路90号3幢502室', null],
    ['文三路90号502室', 'place'],
    ['文三路90号502室 310012', null],
    ['杭州市西湖区', 'street'],
    ['杭州市西湖区文三路', 'number'],
    ['浙江省绍兴市柯桥区安昌镇大和村12号', null],
    ['12 Main Street, London SW1A 1AA', null],
    ['12 Main Street', 'place'],
    ['Main Street, London SW1A 1AA', 'number'],
    ['Hauptstr. 12, 10115 Berlin', null],
    ['London', 'street'],
  ])('%s: %s', async (address, lack) => {
    expect((await openPostal())(address)).toBe(lack)
  })
})
