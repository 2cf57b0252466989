// Step 3: the consent form of QĐ 3588/QĐ-BYT: its three statements, what the data are for, and a clear act of the person.
import { TextField } from '../../shared/field';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { change } from '../draft';
import { Options } from '../parts';
import type { PageProps } from './person_pages';
import { isMinor } from './steps';

const w = words({
	read: ['Đọc kỹ ba điều sau trước khi chọn.', 'Read these three statements before you choose.'],
	one: ['Tiêm vắc xin là một cách phòng bệnh hiệu quả, nhưng có thể không bảo vệ hoàn toàn. Người đã tiêm vẫn cần thực hiện 5K để phòng bệnh.',
		'Vaccination protects well, but may not protect completely. Who is vaccinated goes on keeping the rules against infection.'],
	two: ['Sau khi tiêm có thể có phản ứng như sưng đau chỗ tiêm, sốt, nhức đầu, đau cơ, mệt mỏi, buồn nôn; rất hiếm khi có tai biến nặng.',
		'There may be reactions such as a sore arm, fever, headache, muscle pain, tiredness or nausea; very rarely serious harm.'],
	three: ['Sau khi tiêm, nếu thấy bất thường phải đến ngay cơ sở y tế gần nhất để được khám và điều trị kịp thời.',
		'Whoever feels something unusual after the dose must go to the nearest health facility at once.'],
	purpose: ['Thông tin này được dùng để làm gì?', 'What is this information for?'],
	purposeText: ['Để xếp lịch tiêm, khám sàng lọc, theo dõi sau tiêm và cấp chứng nhận. Trạm y tế, điểm tiêm được giao và cơ quan y tế cấp trên mới xem được; mỗi lần xem đều được ghi lại và hiện trong sổ này.',
		'To make appointments, for screening, for watching after the dose and for certificates. Only your health station, the site and the health authorities above see it; every look is recorded and shown in this book.'],
	basis: ['Căn cứ: Luật Phòng, chống bệnh truyền nhiễm 03/2007/QH12; Quyết định 3588/QĐ-BYT ngày 26/07/2021; Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15.',
		'Legal basis: Law 03/2007/QH12 on infectious diseases; Decision 3588/QĐ-BYT of 26/07/2021; Law 91/2025/QH15 on personal data.'],
	rights: ['Bất cứ lúc nào cũng có thể xem, xin sửa, lấy bản sao hoặc hạn chế dữ liệu trong mục “Dữ liệu của tôi”; khi đang chờ, có thể chọn “Rút đăng ký” trong sổ.',
		'At any time you may see your data, ask for corrections, take a copy or restrict them, under “My data”; while waiting you may choose “Withdraw the registration” in the book.'],
	own: ['Ý kiến của tôi', 'My answer'],
	others: ['Người được tiêm đã được đọc cho nghe ba điều trên và:', 'The person has heard the three statements and:'],
	child: ['Cha, mẹ hoặc người giám hộ của trẻ:', 'The parent or guardian of the child:'],
	agree: ['Đồng ý tiêm chủng', 'Agrees to be vaccinated'],
	refuse: ['Không đồng ý tiêm chủng', 'Does not agree'],
	by: ['Họ tên cha, mẹ hoặc người giám hộ đồng ý thay cho trẻ', 'Name of the parent or guardian who agrees for the child'],
	refused: ['Không ai bị bắt buộc tiêm. Những gì đã nhập được giữ trên máy này; muốn hỏi thêm, hãy gặp trạm y tế xã, phường.',
		'Nobody is forced. What you typed stays on this phone; your health station answers questions.'],
});

export function Consent({ d, told }: PageProps) {
	const minor = isMinor(d);
	return (
		<>
			<p class="lead">{w('read')}</p>
			<ol class="statements"><li>{w('one')}</li><li>{w('two')}</li><li>{w('three')}</li></ol>
			<details class="help" open>
				<summary>{w('purpose')}</summary>
				<p>{w('purposeText')}</p><p>{w('rights')}</p><p class="soft">{w('basis')}</p>
			</details>
			<Options id="consent" legend={w(minor ? 'child' : d.relation === 'self' ? 'own' : 'others')} value={d.consent === null ? null : d.consent ? 'yes' : 'no'}
				error={told('consent')} onChange={(v) => change({ consent: v === 'yes' })} options={[{ value: 'yes', text: w('agree') }, { value: 'no', text: w('refuse') }]} />
			{d.consent === false && <Notice live>{w('refused')}</Notice>}
			{minor && <TextField id="consent_by" label={w('by')} value={d.consent_by} onInput={(consent_by) => change({ consent_by })} error={told('consent_by')} />}
		</>
	);
}
