/* How Minilab keeps the renditions, row and notification of an image those of its newest object, as a model for Spin.
 *
 * Sources/ImagePipeline/Pipeline.swift is the program; a worker here takes the same steps in the same order, and every
 * call to S3, DynamoDB or SNS is one indivisible step, as it is there. Between any two of them everything else may
 * happen: another upload or removal, another worker on the same image, an end of the process. The queue delivers in
 * any order, more than once, and again until a worker has acknowledged.
 *
 * What is left out: bytes (an object is the number of the operation that wrote it, and so is its ETag), time, and
 * requests that take effect after their process has ended and its message has been delivered again, which takes
 * longer than S3 keeps a request.
 *
 * Sizes, given with -D: IMAGES share one place for their rendition, OPERATIONS of users, WORKERS, CRASHES, COPIES of
 * messages beyond the first, REQUESTS of people for an image as it is. Mutations leave something out, to show that the
 * model finds what that breaks.
 */
#ifndef IMAGES
#define IMAGES 1
#endif
#ifndef OPERATIONS
#define OPERATIONS 3
#endif
#ifndef WORKERS
#define WORKERS 2
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef COPIES
#define COPIES 1
#endif
#ifndef REQUESTS
#define REQUESTS 0
#endif
#define MESSAGES (OPERATIONS + REQUESTS)

#define ABSENT 0
#define READY 1
#define REJECTED 2
#define DELETED 3

/* S3: the number of the operation that wrote what is there, 0 for nothing. */
byte source[IMAGES];
byte rendition;
bit isBad[OPERATIONS + 1];
byte imageOf[OPERATIONS + 1];

/* DynamoDB. */
byte revision[IMAGES];
byte status[IMAGES];
byte content[IMAGES];
byte sequencer[IMAGES];

/* The queue. The message of an operation has its number, and this is its sequencer; requests come after, without one. */
byte waiting[MESSAGES + 1];
byte about[MESSAGES + 1];
/* The version that a request names; a worker develops what there is now all the same. */
byte asked[MESSAGES + 1];

/* What was announced: whether subscribers know of the row as it is, and which objects ever had a stored rendition. */
bit isUntold[IMAGES];
bit wasStored[OPERATIONS + 1];

byte operations;
byte requests;
byte crashes = CRASHES;
byte copies = COPIES;
byte busy;

/* People upload good and bad images and remove them. The message is on its way with the change, never before. */
active proctype User()
{
    byte image;
    do
    :: operations < OPERATIONS -> atomic {
        image = 0;
#if IMAGES > 1
        if
        :: image = 0
        :: image = 1
        fi;
#endif
        operations++;
        imageOf[operations] = image;
        about[operations] = image;
        waiting[operations] = 1;
        if
        :: source[image] = operations;
            printf("image %d: %d is uploaded\n", image, operations)
        :: source[image] = operations; isBad[operations] = 1;
            printf("image %d: %d, a bad one, is uploaded\n", image, operations)
        :: source[image] != 0 -> source[image] = 0;
            printf("image %d: %d removes it\n", image, operations)
        fi;
        image = 0
    }
#if REQUESTS > 0
    :: operations > 0 && requests < REQUESTS -> atomic {
        requests++;
        about[OPERATIONS + requests] = 0;
        asked[OPERATIONS + requests] = source[0];
        waiting[OPERATIONS + requests] = 1;
        printf("image 0: somebody asks for %d\n", source[0])
    }
#endif
    :: operations == OPERATIONS && requests == REQUESTS -> break
    od
}

/* The process may end before any call: the message comes back to the queue. (The labels in the worker stand before a
 * skip, because a jump from one atomic sequence into another would join the two.) */
#define step \
    if \
    :: crashes > 0 -> crashes--; printf("    worker %d: its process ends\n", _pid); goto crashed \
    :: true \
    fi


/* What a successful PutObject does. */
#define write \
    assert(rendition == 0 || imageOf[rendition] == image); \
    printf("    worker %d: stores %d over %d\n", _pid, object, rendition); \
    rendition = object; wasStored[object] = 1; seen = 0

#define forget \
    image = 0; row = 0; rowStatus = 0; rowContent = 0; rowSequencer = 0; \
    object = 0; outcome = 0; seen = 0

active [WORKERS] proctype Worker()
{
    byte message, image;
    byte row, rowStatus, rowContent, rowSequencer;
    byte object, outcome, seen;

idle:
end:
    atomic {
        /* Any message that waits, whatever its age: this is reordering. A copy of it may stay behind. */
        if
        :: waiting[1] > 0 -> message = 1
#if MESSAGES > 1
        :: waiting[2] > 0 -> message = 2
#endif
#if MESSAGES > 2
        :: waiting[3] > 0 -> message = 3
#endif
#if MESSAGES > 3
        :: waiting[4] > 0 -> message = 4
#endif
        fi;
        if
        :: copies > 0 -> copies--
        :: waiting[message]--
        fi;
        busy++;
        image = about[message];
        printf("    worker %d: takes message %d, about image %d\n", _pid, message, image)
    }

again:
    skip;
    atomic {
        step;
        row = revision[image];
        rowStatus = status[image];
        rowContent = content[image];
        rowSequencer = sequencer[image];
        object = 0; outcome = 0; seen = 0;
        printf("    worker %d: reads the row: revision %d, content %d, sequencer %d\n",
            _pid, row, rowContent, rowSequencer)
    }

    /* An event that is not newer than the row is dropped, if what is stored is what the row says. */
    if
    :: atomic { message <= OPERATIONS && rowStatus == READY && message <= rowSequencer ->
#ifdef WITHOUT_HEAD_CHECK
        outcome = rowStatus; object = rowContent; goto duplicate
#else
        step;
        if
        :: rendition == rowContent -> outcome = rowStatus; object = rowContent; goto duplicate
        :: else
        fi
#endif
    }
    :: else
    fi;

    /* GetObject: the object as it is now, whatever the message was about. */
    atomic {
        step;
        object = source[image];
        if
        :: object == 0 -> outcome = DELETED
        :: object != 0 && isBad[object] -> outcome = REJECTED
        :: else -> outcome = READY
        fi;
        printf("    worker %d: finds %d\n", _pid, object);
#ifdef SKIP_REPLACED_VERSION
        if
        :: message > OPERATIONS && asked[message] != object -> goto done
        :: else
        fi
#endif
    }
#ifdef ANNOUNCE_FIRST
    atomic { step; assert(outcome != READY || wasStored[object]) }
#endif

    if
    :: outcome == READY
    :: else -> goto remove
    fi;

store:
    skip;
    /* PutObject, If-None-Match: * */
    atomic {
        step;
        if
#ifdef UNCONDITIONAL_STORE
        :: true -> write; goto commit
#else
        :: rendition == 0 -> write; goto commit
#endif
        :: else
        fi
    }
look:
    skip;
    /* HeadObject: never over the rendition of another image. */
    atomic {
        step;
        seen = rendition;
        if
        :: seen == 0 -> goto store
        :: seen != 0 && imageOf[seen] != image -> outcome = REJECTED; goto remove
        :: else
        fi
    }
    /* PutObject, If-Match */
    atomic {
        step;
        if
        :: rendition == seen -> write; goto commit
        :: else -> goto look
        fi
    }

remove:
    skip;
    /* HeadObject, DeleteObject: nothing stays behind that no row will list, and nothing goes that is another image's. */
    atomic {
        step;
        seen = rendition;
        if
        :: seen == 0 || imageOf[seen] != image -> seen = 0; goto commit
        :: else
        fi
    }
    atomic {
        step;
#ifdef UNCONDITIONAL_REMOVAL
        assert(rendition == 0 || imageOf[rendition] == image);
        printf("    worker %d: removes %d\n", _pid, rendition);
        rendition = 0
#else
        if
        :: rendition == seen ->
            printf("    worker %d: removes %d\n", _pid, rendition);
            rendition = 0
        :: else -> goto remove
        fi
#endif
        ;
        seen = 0
    }

commit:
    skip;
    /* PutItem, on condition that the row is the one that was read. */
    atomic {
        step;
        if
#ifdef UNCONDITIONAL_COMMIT
        :: true ->
#else
        :: revision[image] == row ->
#endif
            if
            :: status[image] != outcome || content[image] != object -> isUntold[image] = 1
            :: else
            fi;
            printf("    worker %d: commits revision %d, content %d, status %d\n", _pid, row + 1, object, outcome);
            revision[image] = row + 1;
            status[image] = outcome;
            content[image] = object;
            if
            :: message <= OPERATIONS && message > sequencer[image] -> sequencer[image] = message
            :: else
            fi;
            assert(outcome != READY || wasStored[object])
        :: else -> goto again
        fi
    }
#ifdef ACKNOWLEDGE_FIRST
    goto done
#endif
    goto announce;

duplicate:
    skip;
#ifndef DROP_WITHOUT_COMMIT
    /* PutItem of the same row under the next revision: whoever began before and commits after must begin again, for
     * what was found to be current may have been left by an attempt that was overtaken. */
    atomic {
        step;
        if
        :: revision[image] == row ->
            printf("    worker %d: finds all current, and commits revision %d\n", _pid, row + 1);
            revision[image] = row + 1
        :: else -> goto again
        fi
    }
#endif
    /* A duplicate of the row's own version: whoever committed it may have ended before announcing it. */
    if
    :: message == rowSequencer
    :: else -> goto done
    fi;

announce:
    skip;
    /* Publish: nothing is announced that is not stored. */
    atomic {
        step;
        assert(outcome != READY || wasStored[object]);
        printf("    worker %d: announces %d\n", _pid, object);
        if
        :: status[image] == outcome && content[image] == object -> isUntold[image] = 0
        :: else
        fi
    }
    atomic { step; goto done }

crashed:
    waiting[message]++;
done:
    atomic {
        busy--;
        forget;
        message = 0
    };
    goto idle
}

/* When nobody does anything any more and no message waits, everything is of the newest object. */
#define isQuiet \
    (operations == OPERATIONS && requests == REQUESTS && busy == 0 && quietQueue)
#if MESSAGES == 1
#define quietQueue (waiting[1] == 0)
#elif MESSAGES == 2
#define quietQueue (waiting[1] == 0 && waiting[2] == 0)
#elif MESSAGES == 3
#define quietQueue (waiting[1] == 0 && waiting[2] == 0 && waiting[3] == 0)
#else
#define quietQueue (waiting[1] == 0 && waiting[2] == 0 && waiting[3] == 0 && waiting[4] == 0)
#endif

active proctype Judge()
{
    byte image, newest, number;
    atomic {
        isQuiet;
        do
        :: image < IMAGES ->
            newest = 0; number = 1;
            do
            :: number <= OPERATIONS ->
                if
                :: imageOf[number] == image -> newest = number
                :: else
                fi;
                number++
            :: else -> break
            od;
            if
            :: newest == 0 ->
                assert(status[image] == ABSENT)
            :: newest != 0 && source[image] == 0 ->
                /* Removed: a tombstone, and nothing of it is stored. */
                assert(status[image] == DELETED && content[image] == 0);
                assert(rendition == 0 || imageOf[rendition] != image)
            :: newest != 0 && source[image] != 0 && isBad[source[image]] ->
                /* Rejected: the row is of the newest object, which has no rendition. */
                assert(status[image] == REJECTED && content[image] == source[image]);
                assert(rendition == 0 || imageOf[rendition] != image)
            :: else ->
                assert(content[image] == source[image]);
#if IMAGES > 1
                /* Rejected because its place was another image's. */
                if
                :: status[image] == REJECTED ->
                    assert(rendition == 0 || imageOf[rendition] != image)
                :: else -> assert(status[image] == READY && rendition == source[image])
                fi
#else
                assert(status[image] == READY && rendition == source[image])
#endif
            fi;
            /* The newest event was committed, and subscribers know of the row as it is. */
            assert(sequencer[image] == newest);
            assert(!isUntold[image]);
            image++
        :: else -> break
        od;
        image = 0; newest = 0; number = 0
    }
}
