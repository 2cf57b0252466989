// The 28 days after a dose: what to watch for when, and what has been reported.
import { date, daysTo, moment } from '../../shared/format';
import { both, words } from '../../shared/lang';
import { Notice, Tag } from '../../shared/notice';
import { link } from '../../shared/route';
import { HotlineList, RedButton, useHotlines } from '../hotline';
import { Card } from '../parts';
import { useSeen } from '../seen';
import { doseName, severityName } from '../terms';
import type { Dose, Reaction, Sign } from '../types';
import type { RecordProps } from './record';

const WATCH_DAYS = 28; // QĐ 3588/QĐ-BYT: watch yourself for 28 days, the first 7 most

const w = words({
	none: ['Chưa có mũi tiêm nào để theo dõi.', 'There is no dose to watch.'],
	day: ['Ngày thứ {n} sau {dose} ({on})', 'Day {n} after {dose} ({on})'],
	over: ['Đã qua 28 ngày theo dõi sau {dose} ({on}).', 'The 28 days after {dose} ({on}) are over.'],
	report: ['Báo phản ứng', 'Report a reaction'],
	fine: ['Không thấy gì bất thường thì không cần báo.', 'If nothing is unusual there is no need to report.'],
	what: ['Cần để ý điều gì', 'What to watch for'],
	first: ['24 giờ đầu: có người bên cạnh, không ở một mình. Uống đủ nước, không uống rượu bia.', 'First 24 hours: do not stay alone. Drink water, no alcohol.'],
	week: ['7 ngày đầu: sốt, đau chỗ tiêm, mệt, nhức đầu, đau cơ là thường gặp, hết sau vài ngày.', 'First 7 days: fever, a sore arm, tiredness, headache, muscle pain are common and pass in days.'],
	month: ['Đến hết 28 ngày: đau đầu dữ dội, khó thở, đau ngực, sưng đau chân, chảy máu bất thường thì đến bệnh viện ngay.',
		'Until day 28: strong headache, hard breathing, chest pain, a swollen leg, unusual bleeding: go to a hospital at once.'],
	reports: ['Đã báo', 'Reported'],
	site: ['Điểm tiêm trả lời: {text}', 'The site says: {text}'],
	waits: ['Điểm tiêm chưa trả lời.', 'The site has not answered yet.'],
	call: ['Gọi khi cần', 'Whom to call'],
});

// Of those that count, the last.
export const lastDose = (doses: Dose[] = []): Dose | undefined =>
	doses.filter((d) => d.state === 'valid').sort((a, b) => a.given_on.localeCompare(b.given_on)).at(-1);

export const signsOf: string = '/api/v1/book/reactions/signs';
export const signName = (signs: Sign[], id: string): string => {
	const sign = signs.find((s) => s.id === id);
	return sign ? both({ vi: sign.vi, en: sign.en ?? null }) : id;
};

function Report({ r, signs }: { r: Reaction; signs: Sign[] }) {
	return (
		<li class="card">
			<p><Tag kind={r.severity === 'mild' ? 'plain' : r.severity === 'moderate' ? 'wait' : 'stop'}>{severityName(r.severity)}</Tag> {moment(r.at)}</p>
			<p class="say">{r.signs.map((s) => signName(signs, s)).join(', ')}</p>
			<p class="soft">{r.outcome ? w('site', { text: r.outcome }) : w('waits')}</p>
		</li>
	);
}

export function ReactionsPage({ id, book }: RecordProps) {
	const signs = useSeen<{ items: Sign[] }>(signsOf).value?.items ?? [];
	const hotlines = useHotlines();
	const dose = lastDose(book.doses);
	if (!dose)
		return <Notice>{w('none')}</Notice>;
	const n = 1 - daysTo(dose.given_on), about = { n, dose: doseName(dose.number).toLowerCase(), on: date(dose.given_on) };
	return (
		<>
			<Card kind="main">
				<p class="say">{w(n <= WATCH_DAYS ? 'day' : 'over', about)}</p>
				<div class="buttons"><a class="govuk-button button--big" href={link('person', id, 'reaction', dose.id)}>{w('report')}</a></div>
				<p class="soft gap">{w('fine')}</p>
			</Card>
			<Card title={w('what')}><ul class="points"><li>{w('first')}</li><li>{w('week')}</li><li>{w('month')}</li></ul></Card>
			{!!book.reactions?.length && (
				<section aria-label={w('reports')}><h2 class="card__title">{w('reports')}</h2>
					<ul class="members">{book.reactions.map((r) => <Report key={r.id} r={r} signs={signs} />)}</ul></section>
			)}
			<Card title={w('call')} kind="quiet"><HotlineList items={hotlines} /></Card>
			<RedButton />
		</>
	);
}
