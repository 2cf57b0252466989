// Every dose, whoever entered it and from what, with what is still being checked; and its certificate.
import { date, moment } from '../../shared/format';
import { language, words } from '../../shared/lang';
import { Notice, Tag } from '../../shared/notice';
import { link } from '../../shared/route';
import { KeptNote } from '../kept_note';
import { Card, Facts } from '../parts';
import { certificateQr } from '../prefetch';
import { doseName } from '../terms';
import type { Book, Certificate, Dose } from '../types';
import type { RecordProps } from './record';

const w = words({
	none: ['Chưa ghi nhận mũi tiêm nào.', 'No dose is recorded yet.'],
	noneMore: ['Nếu đã tiêm mà chưa thấy ở đây, hãy báo trong mục “Dữ liệu của tôi”, kèm ngày và nơi tiêm.', 'If you were vaccinated and do not see it, say so under “My data” with day and place.'],
	ask: ['Báo thiếu mũi tiêm', 'Report a missing dose'],
	wrong: ['Mũi này ghi sai? Xin sửa', 'Is this dose wrong? Ask for a correction'],
	missing: ['Thiếu một mũi? Báo để thêm', 'Is a dose missing? Report it'],
	product: ['Vắc xin', 'Vaccine'], on: ['Ngày tiêm', 'Given on'], lot: ['Số lô', 'Lot'], site: ['Nơi tiêm', 'Where'], source: ['Ghi nhận từ', 'Entered from'],
	noLot: ['Chưa rõ', 'Not known'],
	paper: ['Giấy xác nhận, nhập sau', 'A paper, entered later'], live: ['Ghi ngay tại bàn tiêm', 'Entered at the table'], list: ['Danh sách nhập vào', 'A list'],
	confirmed: ['Đã xác nhận', 'Confirmed'], checking: ['Đang kiểm tra', 'Being checked'], cancelled: ['Đã hủy', 'Cancelled'],
	why: ['Lý do: {why}', 'Reason: {why}'],
	checkingMore: ['Điều còn đang kiểm tra:', 'What is still being checked:'],
	checkingPlain: ['Cơ quan y tế đang đối chiếu mũi này với giấy tờ. Không cần làm gì thêm.', 'The health office compares this dose with its papers. Nothing to do.'],
	open: ['Mở chứng nhận (mã QR)', 'Open the certificate (QR code)'],
	pending: ['Chứng nhận đang được ký, thường trong vài phút.', 'The certificate is being signed; it usually takes minutes.'],
	issued: ['Chứng nhận cấp lúc {at}', 'Certificate issued at {at}'],
});

const sources: Record<string, 'live' | 'paper' | 'list'> = { live: 'live', retrospective: 'paper', import: 'list' };

const flagsOf = (d: Dose): string[] => (language.value === 'en' ? d.flags_en : d.flags_vi) ?? [];

function Checking({ d }: { d: Dose }) {
	const flags = flagsOf(d);
	if (!flags.length)
		return <Notice kind="warning">{w('checkingPlain')}</Notice>;
	return <Notice kind="warning"><p>{w('checkingMore')}</p><ul>{flags.map((f) => <li key={f}>{f}</li>)}</ul></Notice>;
}

function CertificateOf({ id, c }: { id: string; c: Certificate }) {
	return (
		<>
			<a class="govuk-button" href={link('person', id, 'certificate', c.id)}>{w('open')}</a>
			<p class="soft">{c.hc1 ? w('issued', { at: moment(c.issued_at) }) : w('pending')}</p>
			{c.hc1 && <KeptNote address={certificateQr(id, c.id)} />}
		</>
	);
}

function DoseCard({ id, d, book }: { id: string; d: Dose; book: Book }) {
	const certificate = book.certificates?.find((c) => c.dose_id === d.id && c.state === 'valid');
	const state = d.state !== 'valid' ? 'cancelled' : d.confirmed && !flagsOf(d).length ? 'confirmed' : 'checking';
	return (
		<Card>
			<div class="checked__head"><h2 class="card__title">{doseName(d.number)}</h2>
				<Tag kind={state === 'confirmed' ? 'good' : state === 'checking' ? 'wait' : 'stop'}>{w(state)}</Tag></div>
			<Facts items={[
				[w('product'), d.product_name], [w('on'), date(d.given_on)], [w('lot'), d.lot_number ?? w('noLot')], d.site && [w('site'), d.site],
				[w('source'), w(sources[d.source] ?? 'list')],
			]} />
			{state === 'checking' && <Checking d={d} />}
			{d.state !== 'valid' && d.why && <p class="soft">{w('why', { why: d.why })}</p>}
			{certificate && <CertificateOf id={id} c={certificate} />}
			<a class="ask" href={link('person', id, 'request', 'correct', d.id)}>{w('wrong')}</a>
		</Card>
	);
}

export function DosesPage({ id, book }: RecordProps) {
	const doses = book.doses ?? [];
	return (
		<>
			{doses.map((d) => <DoseCard key={d.id} id={id} d={d} book={book} />)}
			{!doses.length && <Notice><p>{w('none')}</p><p>{w('noneMore')}</p></Notice>}
			<a class="govuk-button govuk-button--secondary" href={link('person', id, 'request', 'correct', 'dose')}>{w(doses.length ? 'missing' : 'ask')}</a>
		</>
	);
}
