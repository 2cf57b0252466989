import { Tag } from '../shared/notice';
import { words } from '../shared/lang';

const w = words({
	title: ['Ứng dụng', 'Applications'],
	soon: ['Sắp có', 'Coming soon'],
	station: ['Điểm tiêm', 'Vaccination site'],
	stationMore: ['Tiếp đón, khám sàng lọc, tiêm, theo dõi và cấp giấy xác nhận. Dành cho nhân viên y tế.',
		'Reception, screening, injection, observation and the confirmation. For health workers.'],
	book: ['Sổ sức khỏe điện tử', 'Electronic health book'],
	bookMore: ['Đăng ký tiêm, phiếu hẹn và chứng nhận của bạn và gia đình.', 'Registration, appointments and certificates for you and your family.'],
	command: ['Trung tâm điều hành', 'Command centre'],
	commandMore: ['Tiến độ, phân bổ và kho vắc xin các cấp.', 'Progress, allocation and vaccine stock at all levels.'],
	verify: ['Kiểm tra chứng nhận', 'Check a certificate'],
	verifyMore: ['Đọc mã QR của chứng nhận tiêm, không cần mạng.', 'Reads the QR code of a vaccination certificate without a network.'],
});

// Only what exists is a link.
const applications = [
	{ key: 'station', more: 'stationMore', href: '/station' },
	{ key: 'book', more: 'bookMore', href: '/book' },
	{ key: 'command', more: 'commandMore', href: '/command' },
	{ key: 'verify', more: 'verifyMore', href: null },
] as const;

export function Applications() {
	return (
		<section class="section" aria-labelledby="applications">
			<h2 id="applications">{w('title')}</h2>
			<ul class="applications">
				{applications.map(({ key, more, href }) => (
					<li key={key} class={`application application--${href ? 'open' : 'soon'}`}>
						<h3>{href ? <a href={href}>{w(key)}</a> : w(key)} {!href && <Tag>{w('soon')}</Tag>}</h3>
						<p>{w(more)}</p>
					</li>
				))}
			</ul>
		</section>
	);
}
