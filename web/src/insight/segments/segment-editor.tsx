import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../api/hooks.ts'
import type { Operator, Segment, SegmentRule } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Page, Part } from '../../ui/page.tsx'
import { PurposeSelect } from '../../ui/purpose-select.tsx'
import { EmptyState, ErrorState, Loading } from '../../ui/states.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { PreviewFigures } from '../rule-people.tsx'
import { Blocked } from './blocked.tsx'
import { GroupEditor } from './builder.tsx'
import { Conflict, SegmentActions } from './segment-actions.tsx'
import { emptyRoot, fromRule, replaceNode, toRule } from './tree.ts'
import { useLiveCount } from './use-live-count.ts'
import { useSegmentStore } from './use-segment-store.ts'

export function SegmentEditor({
  saved,
  operators,
}: {
  saved: Segment | null
  operators: readonly Operator[]
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const mayEdit = useMay('segments.edit')
  const [name, setName] = useState(saved?.name ?? '')
  const [description, setDescription] = useState(saved?.description ?? '')
  const [purpose, setPurpose] = useState(saved?.purpose ?? 'marketing')
  const [root, setRoot] = useState(() => (saved ? fromRule(saved.rule as SegmentRule) : emptyRoot()))
  const live = useLiveCount(root, operators, purpose)
  const store = useSegmentStore(saved)
  const rule = toRule(root)
  const changed =
    saved === null ||
    name !== saved.name ||
    description !== saved.description ||
    purpose !== saved.purpose ||
    JSON.stringify(rule) !== JSON.stringify(toRule(fromRule(saved.rule as SegmentRule)))
  const ready = name.trim() !== '' && live.complete
  const input = { name: name.trim(), description, rule, purpose }
  return (
    <Page
      title={saved?.name ?? t('insight.segments.untitled')}
      back={{ to: '/insight/segments', label: t('insight.tabs.segments') }}
      answers={saved ? local(saved.words) : t('insight.segments.answers')}
      actions={
        <>
          {saved ? <SegmentActions segment={saved} /> : null}
          {mayEdit && !saved?.deletedAt ? (
            <Button
              type="primary"
              disabled={!changed || !ready}
              loading={store.busy}
              onClick={() => void store.save(input)}
            >
              {t('common.save')}
            </Button>
          ) : null}
        </>
      }
    >
      {saved?.deletedAt ? <p className="notice notice-look">{t('insight.segments.inBin')}</p> : null}
      {saved && saved.blocked.length > 0 ? <Blocked segment={saved} /> : null}
      {store.conflict ? <Conflict store={store} input={input} /> : null}
      <div className="columns">
        <div className="span-8 stack">
          <Part
            title={t('insight.segments.rule')}
            note={
              saved
                ? `${t('insight.segments.version', { version: saved.version })} · ${format.dateTime(saved.updatedAt)}`
                : null
            }
          >
            <div className="stack">
              <div className="fields-row">
                <Field label={t('insight.segments.nameLabel')}>
                  <Input
                    value={name}
                    maxLength={100}
                    disabled={!mayEdit}
                    onChange={(event) => setName(event.target.value)}
                  />
                </Field>
                <Field label={t('insight.segments.description')} optional>
                  <Input
                    value={description}
                    maxLength={500}
                    disabled={!mayEdit}
                    onChange={(event) => setDescription(event.target.value)}
                  />
                </Field>
              </div>
              <PurposeSelect
                value={purpose}
                disabled={!mayEdit}
                onChange={setPurpose}
                help={t('privacy.purposes.segmentHelp')}
              />
              <GroupEditor
                group={root}
                operators={operators}
                alone={live.alone}
                onChange={(id, next) => setRoot((old) => replaceNode(old, id, next))}
              />
            </div>
          </Part>
        </div>
        <Part
          className="span-4 sticky"
          title={t('insight.segments.live')}
          note={live.busy ? t('insight.segments.counting') : null}
        >
          <div aria-live="polite" aria-busy={live.busy}>
            {live.error ? (
              <ErrorState error={live.error} where={t('insight.segments.count')} onRetry={live.retry} />
            ) : !live.complete ? (
              <EmptyState title={t('insight.segments.incomplete')} />
            ) : live.preview ? (
              <PreviewFigures preview={live.preview} />
            ) : (
              <Loading height={320} />
            )}
          </div>
        </Part>
      </div>
    </Page>
  )
}
