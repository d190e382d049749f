"""What travels on the pipe, as types: parameters, results, notifications and errors.

The one description of these shapes. Code that builds one of them is annotated with it, so mypy checks what is built;
PROTOCOL.md and extension/lib/protocol.d.ts are rendered from it (`python -m tests.protocol_document`); and every reply
of a real host in the tests is compared with it.

    if TYPE_CHECKING:
        from ..wire.shapes.badges import Badge

Nothing imports these modules when it runs. Parameters are typed as a handler gets them: what may be left out is None
then, and an upload's part is bytes.
"""
