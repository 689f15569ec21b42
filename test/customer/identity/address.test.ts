import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { doorOf, nearness, readAddress } from '../../../src/customer/identity/address/index.ts'
import { figuresFor, readNumeral } from '../../../src/customer/identity/address/numerals.ts'
import { loadNameForms } from '../../../src/customer/identity/names/forms.ts'

const forms = await loadNameForms()
const read = (text: string) => readAddress(text, forms)
const near = (one: string, other: string) => nearness(read(one), read(other))

describe('Chinese addresses', () => {
  it.each([
    ['上海市浦东新区中山路12号3栋502室', '上海/浦东新区/中山路/12/3/502'],
    ['上海市上海市浦东新区中山路12号3幢502', '上海/浦东新区/中山路/12/3/502'],
    ['上海 浦東新區中山路12號3棟502室', '上海/浦东新区/中山路/12/3/502'],
    ['上海市浦东新区中山路１２号３栋５０２室', '上海/浦东新区/中山路/12/3/502'],
    ['浦东新区中山路12-3-502', '/浦东新区/中山路/12/3/502'],
    ['上海浦东新区中山路十二号三栋五〇二室', '上海/浦东新区/中山路/12/3/502'],
    ['广东省广州市天河区体育西路103号维多利广场A座2201室', '广州/天河区/体育西路/103/a/2201'],
    ['广东广州天河区体育西路103号', '广州/天河区/体育西路/103//'],
    ['北京市朝阳区建国路88号5号楼1203室', '北京/朝阳区/建国路/88/5/1203'],
    ['江苏省昆山市前进中路20号', '昆山//前进中路/20//'],
    ['内蒙古自治区呼和浩特市赛罕区大学东街8号', '呼和浩特/赛罕区/大学东街/8//'],
  ])('%s', (text, expected) => {
    const { city, district, street, number, building, room } = read(text)
    expect([city, district, street, number, building, room].join('/')).toBe(expected)
  })

  it('keeps the lane of Shanghai addresses', () => {
    expect(read('上海市徐汇区宛平南路255弄6号502室')).toMatchObject({
      street: '宛平南路',
      lane: '255',
      number: '6',
      room: '502',
    })
  })

  it.each([
    ['上海市浦东新区中山路12号3栋502室', '中山路12号3栋502室', 'equal'],
    ['上海市浦东新区中山路12号3栋502室', '上海市浦东新区中山路12号', 'mostly'],
    ['上海市浦东新区中山路12号3栋502室', '上海市浦东新区中山路12号3栋503室', 'partly'],
    ['上海市浦东新区中山路12号', '上海市浦东新区中山路14号', 'partly'],
    ['南京市鼓楼区中山路12号', '徐州市鼓楼区中山路12号', 'different'],
    ['上海市浦东新区中山路12号', '上海市浦东新区人民路12号', 'different'],
    ['上海', '上海市浦东新区', null],
  ])('%s and %s: %s', (one, other, expected) => {
    expect(near(one, other)).toBe(expected)
  })
})

describe('Western addresses', () => {
  it.each([
    ['12 Main Street, Flat 3, London SW1A 1AA', 'Flat 3, 12 Main St., London SW1A1AA', 'equal'],
    ['12 Main Street, London', '12 MAIN ST', 'equal'],
    ['Hauptstraße 12, 10115 Berlin', 'Hauptstr. 12, 10115 Berlin', 'equal'],
    ['3/12 Main St, Carlton', '12 Main Street Unit 3, Carlton', 'equal'],
    ['12 Main Street, Flat 3', '12 Main Street', 'mostly'],
    ['12 Main Street', '14 Main Street', 'partly'],
    ['12 Main Street, 10115', '12 Main Street, 20095', 'different'],
    ['7 Wallaby Place, Delmar, Cleveland, 2119, SA', '7, wallaby pl, cleveland, 2119', 'equal'],
  ])('%s and %s: %s', (one, other, expected) => {
    expect(near(one, other)).toBe(expected)
  })
})

describe('whatever is written', () => {
  it('is like itself and as like one way as the other, and never throws', () => {
    const piece = fc.constantFrom(
      '上海市',
      '浦东新区',
      '中山路',
      '12',
      '号',
      '栋',
      '室',
      'main',
      'st',
      ', ',
      '三',
      '-',
      ' ',
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 10 }).map((list) => list.join('')),
    )
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [a, b] = [read(one), read(other)]
        expect(nearness(a, b)).toBe(nearness(b, a))
        if (doorOf(a) !== '') expect(nearness(a, a)).toBe('equal')
      }),
    )
  })

  it('reads numerals', () => {
    expect(['十', '十二', '二十', '一百零五', '一百二十', '一二三', '五〇二', '路'].map(readNumeral)).toEqual(
      [10, 12, 20, 105, 120, 123, 502, null],
    )
    expect(figuresFor('五四路三号楼', '号楼')).toBe('五四路3号楼')
  })
})
