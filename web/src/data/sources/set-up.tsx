import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Source, SourceKind } from '../../api/types.ts'
import { ConnectionForm, isComplete } from '../../ui/connection-form.tsx'
import { Field } from '../../ui/field.tsx'
import { Part } from '../../ui/page.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { MappingEditor } from '../mapping/mapping-editor.tsx'
import { ScheduleField } from './schedule-field.tsx'
import { type Tested, useSetUp } from './use-set-up.ts'

/**
 * Makes a source, or changes one: who answers for it, the connection with its test, a mapping on real rows.
 * @param kind null for a stream of events, which has no connection
 */
export function SetUp({
  kind,
  source,
  onSaved,
}: {
  kind: SourceKind | null
  source: Source | null
  onSaved?: () => void
}) {
  const { t } = useTranslation()
  const setUp = useSetUp(kind, source)
  const { values, tested, sample, busy } = setUp
  const isNamed = setUp.name.trim() !== '' && setUp.owner.trim() !== ''
  const isReady = isNamed && isComplete(setUp.form, values)
  const isSegment = values.proof === 'segment'
  const maps = kind !== null && (kind.pulled || (source !== null && source.waiting > 0)) && !isSegment
  const save = async (mapping: Parameters<typeof setUp.save>[0]) => {
    await setUp.save(mapping)
    onSaved?.()
  }
  return (
    <div className="stack">
      <Part title={t('sources.connection')}>
        <div className="stack" style={{ maxWidth: 640 }}>
          <Field label={t('sources.name')}>
            <Input
              value={setUp.name}
              maxLength={80}
              onChange={(event) => setUp.setName(event.target.value)}
            />
          </Field>
          <Field label={t('sources.owner')}>
            <Input
              value={setUp.owner}
              maxLength={80}
              onChange={(event) => setUp.setOwner(event.target.value)}
            />
            <span className="faint">{t('sources.ownerHelp')}</span>
          </Field>
          <ConnectionForm
            texts="sources"
            form={setUp.form}
            values={values}
            found={tested?.found ?? []}
            secretsSet={source?.secretsSet ?? []}
            onChange={setUp.change}
          />
          {kind?.pulled ? <ScheduleField value={setUp.schedule} onChange={setUp.setSchedule} /> : null}
          <TestResult tested={tested} />
          {setUp.error ? <ErrorState error={setUp.error} where={t('sources.connection')} /> : null}
          <div className="bar">
            {kind?.pulled ? (
              <Button
                loading={busy === 'test'}
                disabled={!isComplete(setUp.form, values)}
                onClick={() => void setUp.test()}
              >
                {t('sources.test')}
              </Button>
            ) : null}
            {maps && sample === null ? (
              <Button
                type="primary"
                loading={busy === 'sample'}
                disabled={!isReady}
                onClick={() => void setUp.look()}
              >
                {t('sources.look')}
              </Button>
            ) : null}
            {!maps || source !== null ? (
              <Button
                {...(maps ? {} : { type: 'primary' as const })}
                loading={busy === 'save'}
                disabled={!isReady}
                onClick={() => void save(null)}
              >
                {t(source ? 'sources.save' : 'shell.create')}
              </Button>
            ) : null}
          </div>
        </div>
      </Part>
      {sample ? (
        <MappingEditor
          key={sample.fileId}
          file={sample}
          starting={busy === 'save'}
          error={null}
          onStart={(mapping) => void save(mapping)}
          onOther={() => setUp.setSample(null)}
          words={{
            start: t(kind?.pulled ? 'sources.saveAndRun' : 'sources.save'),
            other: t('common.cancel'),
          }}
        />
      ) : null}
    </div>
  )
}

function TestResult({ tested }: { tested: Tested | null }) {
  const { t } = useTranslation()
  if (tested === null || (!tested.ok && tested.message === '')) return null
  return (
    <div className={tested.ok ? 'notice' : 'notice notice-look'} role={tested.ok ? 'status' : 'alert'}>
      <p>{tested.ok ? t('sources.testGood') : tested.message}</p>
    </div>
  )
}
