import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { SettingsPage } from '../settings-page.tsx'
import { AssessmentPart } from './assessment.tsx'
import { FactTables } from './fact-tables.tsx'
import { Files } from './files.tsx'
import { RecordTextsPart } from './record-texts.tsx'

/** What is done with data about people, who answers for it, and whether it was assessed. */
export function ProcessingPage() {
  const { t } = useTranslation()
  const query = useRead('/processing-record')
  return (
    <SettingsPage
      tab="processing"
      answers={t('processing.answers')}
      actions={<Files of="processing-record" name={t('settings.tabs.processing')} />}
    >
      <AssessmentPart />
      <Loaded query={query} where={t('settings.tabs.processing')} height={480}>
        {(record) => (
          <>
            <RecordTextsPart current={record.current} missing={record.missing} />
            <Part title={t('processing.facts')} note={t('processing.factsNote')}>
              <FactTables sections={record.sections} />
            </Part>
          </>
        )}
      </Loaded>
    </SettingsPage>
  )
}
