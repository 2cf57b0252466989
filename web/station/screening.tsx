import { words } from '../shared/lang';
import { Empty, Notice } from '../shared/notice';
import { goInstead, link } from '../shared/route';
import { session } from './board';
import { PersonCard, Warnings } from './person_card';
import { Queue, QueueAndPerson } from './queue';
import { ScreeningForm } from './screening_form';
import { stepName } from './terms';
import { useVisit } from './visit';
import { WaysOut } from './ways_out';

const w = words({
	title: ['Khám sàng lọc', 'Screening'],
	hint: ['Người mới sẽ hiện ở đây ngay khi được tiếp đón.', 'People appear here as soon as they are checked in.'],
	choose: ['Chọn người tiếp theo', 'Choose the next person'],
	chooseMore: ['Quét mã, gõ tên rồi Enter, hoặc bấm vào tên trong hàng chờ.', 'Scan, or type a name and press Enter, or choose from the queue.'],
	elsewhere: ['Người này không còn chờ khám: {step}.', 'This person no longer waits for screening: {step}.'],
	back: ['Về hàng chờ', 'Back to the queue'],
	loading: ['Đang tải…', 'Loading…'],
});

function AtTable({ visitId }: { visitId: string }) {
	const at = useVisit(visitId);
	const leave = () => goInstead(session.value!.id, 'screening');
	const { visit } = at;
	return (
		<>
			<a class="back" href={link(session.value!.id, 'screening')}>{w('back')}</a>
			{at.mistake && <Notice kind="stop">{at.mistake}</Notice>}
			{!visit && !at.mistake && <p role="status">{w('loading')}</p>}
			{visit && (
				<>
					<PersonCard person={visit.person} />
					<Warnings items={visit.warnings} />
					{visit.step === 'checked_in'
						? <ScreeningForm key={visit.id} visit={visit} at={at} onDone={leave} />
						: <Notice><p>{w('elsewhere', { step: stepName(visit.step) })}</p></Notice>}
					<WaysOut at={at} only={visit.step === 'checked_in' ? ['refuse', 'undo'] : ['undo']} onDone={leave} />
				</>
			)}
		</>
	);
}

export function Screening({ visitId }: { visitId: string | undefined }) {
	return (
		<>
			<h1 class="govuk-visually-hidden">{w('title')}</h1>
			<QueueAndPerson chosen={!!visitId} queue={<Queue step="checked_in" tab="screening" current={visitId} hint={w('hint')} />}
				person={visitId ? <AtTable key={visitId} visitId={visitId} /> : <Empty title={w('choose')}>{w('chooseMore')}</Empty>} />
		</>
	);
}
