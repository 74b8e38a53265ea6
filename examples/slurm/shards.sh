#!/bin/sh
# SPDX-License-Identifier: MIT
#
#   sh shards.sh SWEEP N DIR
#
# Submits N jobs of SWEEP, one share of its points each, into DIR/shard-I, and
# a job that merges them into DIR when all have ended well.
set -eu

if [ $# -ne 3 ]; then
    echo 'usage: sh shards.sh SWEEP N DIR' >&2
    exit 2
fi
sweep=$1
n=$2
dir=$3
mkdir -p "$dir"

# Two minutes' notice before the time limit: gpuscape takes SIGTERM as a wish
# for a checkpoint.  --requeue puts a task whose node failed back in the
# queue; --open-mode=append keeps what it said before.
array=$(sbatch --parsable --job-name="$sweep" --array="1-$n" \
    --cpus-per-task=8 --mem-per-cpu=500M --time=02:00:00 \
    --signal=TERM@120 --requeue --open-mode=append \
    --output="$dir/shard-%a.log" \
    --export="ALL,SWEEP=$sweep,N=$n,DIR=$dir" <<'JOB'
#!/bin/sh
# One processor type for all nodes, so that all round alike.
OPENBLAS_CORETYPE=Haswell
export OPENBLAS_CORETYPE
exec srun gpuscape sweep "$SWEEP" --shard "$SLURM_ARRAY_TASK_ID/$N" \
    --threads "$SLURM_CPUS_PER_TASK" --resume -o "$DIR/shard-$SLURM_ARRAY_TASK_ID"
JOB
)

# afterok: only when every share is complete.  Otherwise submit again: what is
# complete is not evaluated twice.
sbatch --job-name="$sweep-merge" --dependency="afterok:$array" \
    --cpus-per-task=2 --time=00:30:00 --output="$dir/merge.log" \
    --export="ALL,N=$n,DIR=$dir" <<'JOB'
#!/bin/sh
OPENBLAS_CORETYPE=Haswell
export OPENBLAS_CORETYPE
set --
i=1
while [ "$i" -le "$N" ]; do
    set -- "$@" "$DIR/shard-$i"
    i=$((i + 1))
done
exec gpuscape merge "$@" -o "$DIR"
JOB
