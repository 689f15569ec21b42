import { Input, Modal } from 'antd'
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, usePostedPages, useRead } from '../../api/hooks.ts'
import { useGo } from '../../ui/go.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { matching, type Target } from './find.ts'
import { searchPages } from './pages.ts'

const groups = ['customers', 'segments', 'campaigns', 'pages'] as const

function useDebounced(value: string, delayMs: number): string {
  const [late, setLate] = useState(value)
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(value), delayMs)
    return () => window.clearTimeout(timer)
  }, [value, delayMs])
  return late
}

function useTargets(query: string): { targets: Target[]; isLooking: boolean } {
  const { t } = useTranslation()
  const format = useFormat()
  const mayPeople = useMay('customers.read')
  const segments = useRead('/segments').data?.items
  const campaigns = useRead('/campaigns').data?.items
  const late = useDebounced(query.trim(), 180)
  const found = usePostedPages(
    '/customers/list',
    {
      ...{ search: late, limit: 5, columns: ['city', 'last_order'] },
      sort: { column: 'monetary', direction: 'desc' },
    },
    { enabled: mayPeople && late.length >= 2 },
  )
  const people = found.data?.pages[0]?.items
  // What was typed last is asked for a moment later.
  const isLooking = mayPeople && query.trim().length >= 2 && (late !== query.trim() || found.isLoading)
  const targets = useMemo(() => {
    const pages: Target[] = searchPages.map((page) => ({
      key: page.to,
      group: 'pages',
      label: t(page.key),
      to: page.to,
      also: page.also,
    }))
    const named = [
      ...(segments ?? []).map<Target>((s) => ({
        key: s.id,
        group: 'segments',
        label: s.name,
        to: `/insight/segments/${s.id}`,
        ...(s.customers === null ? {} : { note: format.compact(s.customers) }),
      })),
      ...(campaigns ?? []).map<Target>((c) => ({
        key: c.id,
        group: 'campaigns',
        label: c.name,
        note: t(`campaignStatus.${c.status}`),
        to: `/campaigns/${c.id}`,
      })),
    ]
    const ofPeople: Target[] = (query.trim() === '' ? [] : (people ?? [])).map((c) => ({
      key: c.customerId,
      group: 'customers',
      label: c.label,
      // Neither where it is not known, or not for the reader to know.
      note: [c.values.city, c.values.last_order && format.date(String(c.values.last_order))]
        .filter(Boolean)
        .join(' · '),
      to: `/customers/${c.customerId}`,
    }))
    if (query.trim() === '') return [...matching(pages, '', 20)]
    return [...ofPeople, ...matching(named, query, 12), ...matching(pages, query, 8)]
  }, [query, segments, campaigns, people, t, format])
  return { targets, isLooking }
}

/** Search over people, segments, campaigns and pages: a list that the arrow keys walk. */
export function SearchDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const go = useGo()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const { targets, isLooking } = useTargets(query)
  const ordered = groups.flatMap((group) => targets.filter((target) => target.group === group))
  const active = ordered[Math.min(at, ordered.length - 1)]
  const open = (target: Target | undefined) => {
    if (!target) return
    onClose()
    go(target.to)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return // the keys belong to the input method
    if (event.key === 'ArrowDown') setAt((i) => Math.min(i + 1, ordered.length - 1))
    else if (event.key === 'ArrowUp') setAt((i) => Math.max(i - 1, 0))
    else if (event.key === 'Enter') open(active)
    else return
    event.preventDefault()
  }
  return (
    <Modal
      open
      onCancel={onClose}
      footer={null}
      closable={false}
      width={600}
      className="search"
      title={<span className="visually-hidden">{t('shell.searchOpen')}</span>}
    >
      <Input
        size="large"
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls="search-found"
        aria-activedescendant={active ? `found-${active.group}-${active.key}` : ''}
        aria-label={t('shell.searchPlaceholder')}
        placeholder={t('shell.searchPlaceholder')}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={onKey}
      />
      <div id="search-found" role="listbox" aria-label={t('shell.searchOpen')} className="found">
        {groups.map((group) => {
          const inGroup = ordered.filter((target) => target.group === group)
          if (inGroup.length === 0) return null
          return (
            // biome-ignore lint/a11y/useSemanticElements: groups of options in a listbox have no element of their own
            <div key={group} role="group" aria-label={t(`shell.searchGroups.${group}`)}>
              <p className="found-group" aria-hidden="true">
                {t(`shell.searchGroups.${group}`)}
              </p>
              {inGroup.map((target) => (
                // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field; aria-activedescendant points here
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
                <div
                  key={target.key}
                  id={`found-${target.group}-${target.key}`}
                  role="option"
                  aria-selected={target === active}
                  className="found-item"
                  onClick={() => open(target)}
                >
                  <span className="clip">{target.label}</span>
                  {target.note ? <span className="faint">{target.note}</span> : null}
                </div>
              ))}
            </div>
          )
        })}
        {ordered.length === 0 ? (
          <p className="soft found-none">{t(isLooking ? 'shell.searching' : 'shell.searchNothing')}</p>
        ) : null}
      </div>
      <p className="faint found-hint">{t('shell.searchHint')}</p>
    </Modal>
  )
}
