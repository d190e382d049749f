from __future__ import annotations

import asyncio

import pytest

from native_host.autolab.single_flight import Shared


def test_one_cancelled_asker_leaves_the_others_alone() -> None:
    async def main() -> None:
        ready = asyncio.Event()

        async def work() -> str:
            await ready.wait()
            return "done"

        shared = Shared(work())
        first, second = asyncio.ensure_future(shared.result()), asyncio.ensure_future(shared.result())
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait([first])
        ready.set()
        assert await second == "done"
        assert first.cancelled()

    asyncio.run(main())


def test_the_last_asker_takes_the_work_with_him() -> None:
    async def main() -> None:
        shared = Shared(asyncio.Event().wait())
        asker = asyncio.ensure_future(shared.result())
        await asyncio.sleep(0)
        assert shared.joinable
        asker.cancel()
        await asyncio.wait([asker, shared.task])
        assert shared.task.cancelled()
        assert not shared.joinable

    asyncio.run(main())


def test_an_error_reaches_every_asker() -> None:
    async def main() -> None:
        async def work() -> None:
            raise LookupError

        shared = Shared(work())
        results = await asyncio.gather(shared.result(), shared.result(), return_exceptions=True)
        assert [type(result) for result in results] == [LookupError, LookupError]
        with pytest.raises(LookupError):
            shared.task.result()

    asyncio.run(main())
