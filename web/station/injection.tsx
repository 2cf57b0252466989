// Injection: name, birth date and dose number large for the two-person check; lot and place on the body stick.
import { useEffect, useRef, useState } from 'preact/hooks';
import { newId } from '../shared/api';
import { Button } from '../shared/button';
import { Check, Choice } from '../shared/field';
import { date, fullName, number } from '../shared/format';
import { both, words } from '../shared/lang';
import { Empty, Notice, Tag } from '../shared/notice';
import { goInstead, link } from '../shared/route';
import { ErrorSummary, MistakeBox } from '../shared/summary';
import { tell } from '../shared/toast';
import type { ProductChoice, Visit } from '../shared/types';
import { staff } from './account';
import { session } from './board';
import { Warnings, Who } from './person_card';
import { Queue, QueueAndPerson } from './queue';
import { allBodySites, stepName, verdictName, verdictTag } from './terms';
import { useVisit, type AtHand } from './visit';
import { WaysOut } from './ways_out';

const w = words({
	title: ['Tiêm', 'Injection'],
	hint: ['Người mới sẽ hiện ở đây ngay khi khám sàng lọc xong.', 'People appear here as soon as they are screened.'],
	choose: ['Chọn người tiếp theo', 'Choose the next person'],
	chooseMore: ['Quét mã, gõ tên rồi Enter, hoặc bấm vào tên trong hàng chờ.', 'Scan, or type a name and press Enter, or choose from the queue.'],
	elsewhere: ['Người này không còn chờ tiêm: {step}.', 'This person no longer waits for the injection: {step}.'],
	back: ['Về hàng chờ', 'Back to the queue'],
	loading: ['Đang tải…', 'Loading…'],
	aloud: ['Hai người cùng đọc to: họ tên, ngày sinh, mũi số', 'Two people read aloud: name, birth date, dose number'],
	dose: ['Mũi {n}', 'Dose {n}'],
	before: ['Mũi trước: {product}, {date}', 'Dose before: {product}, {date}'],
	lot: ['Vắc xin và số lô', 'Vaccine and lot'],
	lotText: ['{product} · lô {lot} · hạn {date} · còn {n} liều', '{product} · lot {lot} · expires {date} · {n} doses left'],
	others: ['Vắc xin không dùng được cho người này', 'Vaccines that this person may not get'],
	site: ['Vị trí tiêm', 'Place on the body'],
	mix: ['Người được tiêm đã nghe giải thích và đồng ý tiêm phối hợp hai loại vắc xin', 'The person was told about, and agrees to, two different vaccines'],
	inject: ['Đã tiêm', 'Injected'],
	noLot: ['Không có lô nào dùng được cho người này. Xem lý do bên dưới; người quản lý có thể thêm lô ở mục Buổi tiêm.',
		'No lot may be used for this person. See the reasons below; a manager can add a lot under Session.'],
	needLot: ['Chọn số lô đúng với lọ đang cầm.', 'Choose the lot of the vial in hand.'],
	needSite: ['Chọn vị trí tiêm.', 'Choose the place on the body.'],
	needMix: ['Cần người được tiêm đồng ý tiêm phối hợp; nếu không, chọn loại khác hoặc trì hoãn.', 'The person has to agree to two different vaccines; otherwise choose another or put it off.'],
	done: ['Đã tiêm {name}, bắt đầu theo dõi', '{name} is injected, the observation begins'],
});
// A key held down a moment too long must not become an injection.
const CALM_MS = 700;

// The lot in use belongs to one vaccinator in one session; where on the body, to the vaccinator.
const lotKey = () => `tiemchung.lot.${session.value!.id}.${staff().id}`;
const siteKey = () => `tiemchung.body.${staff().id}`;

function Large({ visit }: { visit: Visit }) {
	const last = visit.person.doses.filter((d) => d.state !== 'withdrawn').at(-1);
	return (
		<section class="card card--large" aria-label={fullName(visit.person.name)}>
			<p class="aloud">{w('aloud')}</p>
			<div class="card__row">
				<Who {...visit.person} large />
				<p class="dose-number">{w('dose', { n: visit.dose_number ?? 1 })}</p>
			</div>
			<p class="card__tags">
				{visit.verdict && <Tag kind={verdictTag(visit.verdict)}>{verdictName(visit.verdict)}</Tag>}
				{last && <span>{w('before', { product: last.product_name, date: date(last.given_on) })}</span>}
			</p>
			<Warnings items={visit.warnings} />
		</section>
	);
}

function Others({ choices }: { choices: ProductChoice[] }) {
	if (!choices.length)
		return null;
	return (
		<div class="others">
			<h2>{w('others')}</h2>
			<ul>{choices.map((c) => <li key={c.product_code}><strong>{c.product_name}</strong>: {both({ vi: c.vi ?? '', en: c.en })}</li>)}</ul>
		</div>
	);
}

function InjectionForm({ visit, at, onDone }: { visit: Visit; at: AtHand; onDone: () => void }) {
	const allowed = visit.products.filter((p) => p.allowed);
	const lots = allowed.flatMap((p) => p.lots.map((lot) => ({ ...lot, choice: p })));
	const kept = localStorage.getItem(lotKey());
	const [lotId, setLot] = useState<string | null>(lots.find((l) => l.lot_id === kept)?.lot_id ?? null);
	const [body, setBody] = useState<string | null>(localStorage.getItem(siteKey()));
	const [agreed, agree] = useState(false);
	const [tried, setTried] = useState(0);
	const uuid = useRef(newId()); // one injection however often it is sent
	const shownAt = useRef(Date.now());
	useEffect(() => document.getElementById(lotId && body ? 'inject' : lotId ? 'body' : 'lot')?.focus({ preventScroll: true }), []);
	const lot = lots.find((l) => l.lot_id === lotId);
	const mix = !!lot?.choice.needs_consent;
	const mistakes = [
		...(lot ? [] : [{ id: 'lot', text: w('needLot') }]),
		...(body ? [] : [{ id: 'body', text: w('needSite') }]),
		...(mix && !agreed ? [{ id: 'mix', text: w('needMix') }] : []),
	];
	const told = (id: string) => (tried ? mistakes.find((m) => m.id === id)?.text : undefined);
	const send = async (e: Event) => {
		e.preventDefault();
		if (Date.now() - shownAt.current < CALM_MS)
			return;
		setTried(tried + 1);
		if (mistakes.length)
			return;
		localStorage.setItem(lotKey(), lotId!);
		localStorage.setItem(siteKey(), body!);
		if (await at.change('injection', { uuid: uuid.current, lot_id: lotId, body_site: body, ...(mix ? { consent_mix: agreed } : {}) })) {
			tell(w('done', { name: fullName(visit.person.name) }));
			onDone();
		}
	};
	return (
		<form class="sheet" onSubmit={send} noValidate onKeyDown={(e) => { if (e.key === 'Enter' && e.repeat) e.preventDefault(); }}>
			<ErrorSummary tries={tried} mistakes={mistakes} />
			{!lots.length && <Notice kind="stop">{w('noLot')}</Notice>}
			{lots.length > 0 && <Choice id="lot" legend={w('lot')} value={lotId} onChange={setLot} error={told('lot')} options={lots.map((l) => ({
				value: l.lot_id, text: w('lotText', { product: l.product_name, lot: l.number, date: date(l.expires_on), n: number(l.doses) }),
			}))} />}
			{mix && <div class="govuk-form-group">{told('mix') && <p class="govuk-error-message">{told('mix')}</p>}<Check id="mix" label={w('mix')} checked={agreed} onChange={agree} /></div>}
			<Choice id="body" legend={w('site')} value={body} onChange={setBody} options={allBodySites()} error={told('body')} />
			<MistakeBox mistake={at.action.mistake} />
			<div class="buttons">
				<Button id="inject" type="submit" class="button--big button--inject" busy={at.action.busy} disabled={!lots.length}>{w('inject')} <kbd>Enter</kbd></Button>
			</div>
			<Others choices={visit.products.filter((p) => !p.allowed)} />
		</form>
	);
}

function AtTable({ visitId }: { visitId: string }) {
	const at = useVisit(visitId);
	const { visit } = at;
	const leave = () => goInstead(session.value!.id, 'injection');
	return (
		<>
			<a class="back" href={link(session.value!.id, 'injection')}>{w('back')}</a>
			{at.mistake && <Notice kind="stop">{at.mistake}</Notice>}
			{!visit && !at.mistake && <p role="status">{w('loading')}</p>}
			{visit && (
				<>
					<Large visit={visit} />
					{visit.step === 'screened'
						? <InjectionForm key={visit.id} visit={visit} at={at} onDone={leave} />
						: <Notice><p>{w('elsewhere', { step: stepName(visit.step) })}</p></Notice>}
					<WaysOut at={at} only={visit.step === 'screened' ? ['defer', 'refuse', 'undo'] : ['undo']} onDone={leave} />
				</>
			)}
		</>
	);
}

export function Injection({ visitId }: { visitId: string | undefined }) {
	return (
		<>
			<h1 class="govuk-visually-hidden">{w('title')}</h1>
			<QueueAndPerson chosen={!!visitId} queue={<Queue step="screened" tab="injection" current={visitId} hint={w('hint')} />}
				person={visitId ? <AtTable key={visitId} visitId={visitId} /> : <Empty title={w('choose')}>{w('chooseMore')}</Empty>} />
		</>
	);
}
