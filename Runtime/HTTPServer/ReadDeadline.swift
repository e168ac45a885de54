import NIOCore
import ServerConnections

/// Limits how long a connection may stay in each phase of its life, and says so with the event ``Expired``.
///
/// It stands before the HTTP decoder, because a client that sends its head byte by byte is not seen behind it. The
/// connection behind tells it the phases that it cannot see itself.
///
/// One alarm serves a whole connection: it is moved only when a deadline comes earlier than it, and looks again when
/// the deadline has moved on. A busy connection thus sets a timer every few seconds, not several for each request.
final class ReadDeadline: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// What the connection is waiting for.
    enum Phase: Sendable {
        /// The first byte of a request.
        case idle
        /// The rest of its head.
        case head
        /// The next piece of its body.
        case body
        /// The service: as long as it takes.
        case service
        /// The client to take the answer.
        case sending
        /// The client to close, after an early answer.
        case lingering
    }

    /// Too much time was spent in `phase`.
    struct Expired: Sendable {
        let phase: Phase
    }

    private let limits: HTTPLimits
    private let place: ConnectionPlace?
    private(set) var phase = Phase.idle
    private var deadline: NIODeadline?
    private var alarm: (scheduled: Scheduled<Void>, at: NIODeadline)?
    private var context: ChannelHandlerContext?

    /// Deadlines for one connection, whose `place` hears when it is idle.
    init(_ limits: HTTPLimits, place: ConnectionPlace? = nil) {
        self.limits = limits
        self.place = place
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        enter(.idle)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch phase {
        case .idle: enter(.head)
        case .body: enter(.body)
        case .head, .service, .sending, .lingering: break
        }
        context.fireChannelRead(data)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        alarm?.scheduled.cancel()
        alarm = nil
        deadline = nil
        self.context = nil
    }

    /// Begins `phase`, and its time.
    func enter(_ phase: Phase) {
        if phase == .idle { place?.becomeIdle() } else if self.phase == .idle { place?.becomeBusy() }
        self.phase = phase
        deadline = limit(of: phase).map { NIODeadline.now() + $0 }
        guard let deadline else { return }
        if let alarm {
            guard deadline < alarm.at else { return }
            alarm.scheduled.cancel()
        }
        setAlarm(at: deadline)
    }

    private func limit(of phase: Phase) -> TimeAmount? {
        switch phase {
        case .idle: limits.idle
        case .head: limits.head
        case .body: limits.body
        case .service: nil
        case .sending: limits.send
        case .lingering: limits.linger
        }
    }

    private func setAlarm(at time: NIODeadline) {
        guard let context else { return }
        let scheduled = context.eventLoop.assumeIsolated().scheduleTask(deadline: time) { self.alarmRings() }
        alarm = (scheduled, time)
    }

    private func alarmRings() {
        alarm = nil
        guard let deadline, let context else { return }
        if deadline <= .now() {
            self.deadline = nil
            context.fireUserInboundEventTriggered(Expired(phase: phase))
        } else {
            setAlarm(at: deadline)
        }
    }
}
